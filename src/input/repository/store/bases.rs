//! Objects that others are likely to be made from: those that were last asked for.

use std::collections::HashMap;
use std::sync::Arc;

use super::Place;

/// How many bytes of objects are held, in two halves: what was kept or asked for last, and before.
const MOST: usize = 16 << 20;

/// What was unpacked last.
#[derive(Debug, Default)]
pub(super) struct Bases {
    young: HashMap<Place, Arc<Vec<u8>>>,
    young_bytes: usize,
    old: HashMap<Place, Arc<Vec<u8>>>,
}

impl Bases {
    /// An object that was kept, unless too much was asked for since.
    pub(super) fn get(&mut self, at: Place) -> Option<Arc<Vec<u8>>> {
        if let Some(object) = self.young.get(&at) {
            return Some(Arc::clone(object));
        }
        let object = self.old.remove(&at)?;
        self.keep(at, &object);
        Some(object)
    }

    /// Keeps an object; of what was not asked for lately, half is let go where that is too much.
    pub(super) fn keep(&mut self, at: Place, object: &Arc<Vec<u8>>) {
        if self.young_bytes + object.len() > MOST / 2 {
            self.old = std::mem::take(&mut self.young);
            self.young_bytes = 0;
        }
        if self.young.insert(at, Arc::clone(object)).is_none() {
            self.young_bytes += object.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::{Bases, MOST};

    #[test]
    fn what_is_asked_for_stays_and_the_rest_goes() {
        let mut bases = Bases::default();
        let object = Arc::new(vec![0; MOST / 20]);
        for number in 0..100 {
            bases.keep((0, number), &object);
            assert!(bases.get((0, 0)).is_some(), "{number}");
        }
        assert!(bases.get((0, 99)).is_some());
        assert!(bases.get((0, 50)).is_none());
        let held = (0..100).filter(|&number| bases.get((0, number)).is_some()).count();
        assert!((10..=20).contains(&held), "{held}");
    }
}
