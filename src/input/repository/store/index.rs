//! Where each object of a pack begins. Format: git's `gitformat-pack`, "Version 2 pack-*.idx files".

const MAGIC: [u8; 8] = [0xff, b't', b'O', b'c', 0, 0, 0, 2];
const FANOUT: usize = 256 * 4;

/// Says that a place is to be looked up among the long ones.
const IS_LONG: u32 = 1 << 31;

/// An index, as it was read from its file.
#[derive(Debug)]
pub(super) struct Index {
    bytes: Vec<u8>,
    id_length: usize,
    count: usize,
}

impl Index {
    /// From the bytes of its file; `None` where they are no index of this version with names of this length.
    pub(super) fn read(bytes: Vec<u8>, id_length: usize) -> Option<Self> {
        let count = usize::try_from(number(&bytes, MAGIC.len() + FANOUT - 4)?).ok()?;
        let tables = MAGIC.len() + FANOUT + count.checked_mul(id_length + 4 + 4)?;
        let is_whole = bytes.starts_with(&MAGIC) && bytes.len() >= tables + 2 * id_length;
        is_whole.then_some(Self { bytes, id_length, count })
    }

    /// How many objects the pack has, and the checksum with which it ends: an index tells of that pack alone.
    pub(super) fn pack(&self) -> (usize, &[u8]) {
        let end = self.bytes.len() - self.id_length;
        (self.count, &self.bytes[end - self.id_length..end])
    }

    /// Where an object begins in the pack.
    pub(super) fn offset_of(&self, id: &[u8]) -> Option<u64> {
        let first = usize::from(*id.first()?);
        let bound = |bucket: usize| Some(number(&self.bytes, MAGIC.len() + 4 * bucket)? as usize);
        let mut low = if first == 0 { 0 } else { bound(first - 1)? };
        let mut high = bound(first)?.min(self.count);
        while low < high {
            let middle = low.midpoint(high);
            match self.id(middle)?.cmp(id) {
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Equal => return self.offset(middle),
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    fn id(&self, at: usize) -> Option<&[u8]> {
        let start = MAGIC.len() + FANOUT + at * self.id_length;
        self.bytes.get(start..start + self.id_length)
    }

    /// Behind the names stands a checksum for each, and then the places.
    fn offset(&self, at: usize) -> Option<u64> {
        let places = MAGIC.len() + FANOUT + self.count * (self.id_length + 4);
        let place = number(&self.bytes, places + 4 * at)?;
        if place & IS_LONG == 0 {
            return Some(u64::from(place));
        }
        let long = places + 4 * self.count + 8 * (place & !IS_LONG) as usize;
        let bytes = self.bytes.get(long..long.checked_add(8)?)?;
        Some(u64::from_be_bytes(bytes.try_into().ok()?))
    }
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at.checked_add(4)?)?.try_into().ok()?))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::{FANOUT, Index, MAGIC};

    /// An index as its format says.
    fn written(objects: &BTreeMap<[u8; 20], u64>) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        for first in 0..=u8::MAX {
            let count = objects.keys().filter(|id| id[0] <= first).count();
            bytes.extend(u32::try_from(count).unwrap().to_be_bytes());
        }
        objects.keys().for_each(|id| bytes.extend(id));
        objects.keys().for_each(|_| bytes.extend([9; 4]));
        let mut long = Vec::new();
        for offset in objects.values() {
            let short = u32::try_from(*offset).ok().filter(|short| short >> 31 == 0);
            bytes.extend(short.unwrap_or((1 << 31) | u32::try_from(long.len() / 8).unwrap()).to_be_bytes());
            if short.is_none() {
                long.extend(offset.to_be_bytes());
            }
        }
        [bytes, long, vec![0; 40]].concat()
    }

    proptest! {
        #[test]
        fn each_object_is_found_where_it_is(
            objects in proptest::collection::btree_map(any::<[u8; 20]>(), any::<u64>(), 0..60),
            other in any::<[u8; 20]>(),
        ) {
            let index = Index::read(written(&objects), 20).unwrap();
            for (id, offset) in &objects {
                prop_assert_eq!(index.offset_of(id), Some(*offset));
            }
            prop_assert_eq!(index.offset_of(&other), objects.get(&other).copied());
        }

        #[test]
        fn any_bytes_are_an_index_or_none(
            mut bytes in proptest::collection::vec(any::<u8>(), 8 + FANOUT..FANOUT + 300),
            count in 0_u32..12,
            id in any::<[u8; 20]>(),
        ) {
            bytes[..8].copy_from_slice(&MAGIC);
            bytes[8 + FANOUT - 4..][..4].copy_from_slice(&count.to_be_bytes());
            if let Some(index) = Index::read(bytes, 20) {
                prop_assert!(index.count <= 12);
                index.offset_of(&id);
            }
        }
    }

    #[test]
    fn another_version_or_a_part_is_none() {
        let whole = written(&BTreeMap::from([([3; 20], 12), ([5; 20], 1 << 40)]));
        for length in 0..whole.len() - 8 {
            let index = Index::read(whole[..length].to_vec(), 20);
            assert!(index.is_none_or(|index| index.offset_of(&[3; 20]) == Some(12)), "{length}");
        }
        let mut other = whole.clone();
        other[7] = 3;
        assert!(Index::read(other, 20).is_none());
        assert!(Index::read(whole, 32).is_none());
    }
}
