"""Makes the documents under tests/it/data/office: each hiding place of a format holds a mark of its own, `mark-<place>`.

Needs python-docx, openpyxl, python-pptx, odfpy, pyzipper and msoffcrypto-tool from PyPI, and LibreOffice as `soffice` and `zip` for what
they write themselves:

    python3 -m venv /tmp/office && /tmp/office/bin/pip install python-docx openpyxl python-pptx odfpy pyzipper msoffcrypto-tool
    /tmp/office/bin/python tests/oracle/office_documents.py

What must be found where stands in tests/it/office.rs. The marks are words, no values of anybody.
"""

import datetime
import io
import pathlib
import subprocess
import tempfile
import zipfile

OUT = pathlib.Path(__file__).resolve().parent.parent / "it" / "data" / "office"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WML = "application/vnd.openxmlformats-officedocument.wordprocessingml"
MSIP = "MSIP_Label_0a1b2c3d-0000-4000-8000-000000000000_Name"

CUSTOM_PROPERTIES = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
 xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">
<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="2" name="{MSIP}"><vt:lpwstr>mark-label</vt:lpwstr></property>
<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="3" name="Matter"><vt:lpwstr>mark-custom-property</vt:lpwstr></property>
</Properties>"""

CUSTOM_XML = """<?xml version="1.0"?><client xmlns="urn:example"><note kind="mark-custom-attribute">mark-custom-xml</note></client>"""


def rewrite(data, change=None, parts=None, types=None, relations=None):
    """Changes parts of a package by functions of their text, and adds parts, their types and relations."""
    read = zipfile.ZipFile(io.BytesIO(data))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as write:
        for name in read.namelist():
            content = read.read(name)
            if name in (change or {}):
                content = change[name](content.decode()).encode()
            if name == "[Content_Types].xml":
                added = "".join(f'<Override PartName="/{part}" ContentType="{kind}"/>' for part, kind in (types or {}).items())
                content = content.decode().replace("</Types>", added + "</Types>").encode()
            if name in (relations or {}):
                added = "".join(
                    f'<Relationship Id="{i}" Type="{kind if "://" in kind else RELS + "/" + kind}" Target="{target}"{mode}/>'
                    for i, kind, target, mode in relations[name]
                )
                content = content.decode().replace("</Relationships>", added + "</Relationships>").encode()
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            write.writestr(entry, content)
        for name, content in (parts or {}).items():
            entry = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            write.writestr(entry, content)
    return out.getvalue()


def small_workbook():
    import openpyxl

    book = openpyxl.Workbook()
    book.active["B2"] = "mark-embedded-cell"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def words():
    import docx
    from docx.shared import Pt

    document = docx.Document()
    document.add_paragraph("The first paragraph.")
    paragraph = document.add_paragraph("Joined: ")
    for run, bold in [("ma", False), ("rk-ru", True), ("ns", False)]:
        paragraph.add_run(run).bold = bold
    hidden = document.add_paragraph().add_run("mark-hidden")
    hidden.font.hidden = True
    table = document.add_table(rows=3, cols=2)
    for row, cells in zip(table.rows, [("Name", "Number"), ("mark-cell-name", "mark-cell-number"), ("x", "y")]):
        for cell, text in zip(row.cells, cells):
            cell.text = text
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "mark-header"
    section.first_page_header.paragraphs[0].text = "mark-first-header"
    section.footer.paragraphs[0].text = "mark-footer"
    commented = document.add_paragraph("Commented").runs[0]
    document.add_comment(commented, text="mark-comment", author="A", initials="A")
    document.core_properties.keywords = "mark-keywords"
    document.core_properties.author = "mark-author"
    document.add_paragraph("EXTRA")
    document.save(out := io.BytesIO())

    extra = f"""
<w:p><w:r><w:t>before </w:t></w:r><w:del w:id="90" w:author="A"><w:r><w:delText>mark-deleted</w:delText></w:r></w:del>
<w:ins w:id="91" w:author="A"><w:r><w:t>mark-inserted</w:t></w:r></w:ins></w:p>
<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> DOCVARIABLE mark-</w:instrText></w:r>
<w:r><w:instrText>field </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>shown</w:t></w:r>
<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
<w:p><w:r><w:t>box</w:t></w:r><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
<mc:Choice Requires="wps"><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">
<wp:docPr id="7" name="Box" descr="mark-alt-text"/><wps:wsp xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">
<wps:txbx><w:txbxContent><w:p><w:r><w:t>mark-box</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></wp:anchor></w:drawing></mc:Choice>
<mc:Fallback><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml" alt="mark-alt-fallback"><v:textbox><w:txbxContent><w:p><w:r>
<w:t>mark-box</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
<w:p><w:hyperlink r:id="rIdLink" w:tooltip="mark-tooltip" {R}><w:r><w:t>link</w:t></w:r></w:hyperlink>
<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r></w:p>
<w:p><w:sdt><w:sdtPr><w:alias w:val="mark-control"/><w:dropDownList><w:listItem w:displayText="mark-choice" w:value="1"/></w:dropDownList>
</w:sdtPr><w:sdtContent><w:r><w:t>mark-</w:t></w:r><w:r><w:t>control-text</w:t></w:r></w:sdtContent></w:sdt></w:p>
<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>mark-after-break</w:t></w:r></w:p>"""

    def body(text):
        start = text.index("<w:p><w:r><w:t>EXTRA")
        end = text.index("</w:p>", start) + len("</w:p>")
        return text[:start] + extra + text[end:]

    def settings(text):
        end = text.rindex("</w:settings>")
        return text[:end] + '<w:docVars><w:docVar w:name="Client" w:val="mark-variable"/></w:docVars>' + text[end:]

    def notes(kind, mark):
        return (
            f'<?xml version="1.0"?><w:{kind}s {W}><w:{kind} w:id="2"><w:p><w:r><w:t>{mark}</w:t></w:r></w:p></w:{kind}></w:{kind}s>'
        )

    document_rels = "word/_rels/document.xml.rels"
    return rewrite(
        out.getvalue(),
        change={"word/document.xml": body, "word/settings.xml": settings},
        parts={
            "word/footnotes.xml": notes("footnote", "mark-footnote"),
            "word/endnotes.xml": notes("endnote", "mark-endnote"),
            "docProps/custom.xml": CUSTOM_PROPERTIES,
            "customXml/item9.xml": CUSTOM_XML,
            "word/embeddings/Microsoft_Excel_Sheet1.xlsx": small_workbook(),
            "word/embeddings/note.txt": "mark-embedded-text",
        },
        types={
            "word/footnotes.xml": WML + ".footnotes+xml",
            "word/endnotes.xml": WML + ".endnotes+xml",
            "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        },
        relations={
            document_rels: [
                ("rIdLink", "hyperlink", "https://mark-link.invalid/a?b=c", ' TargetMode="External"'),
                ("rIdFoot", "footnotes", "footnotes.xml", ""),
                ("rIdEnd", "endnotes", "endnotes.xml", ""),
                ("rIdTemplate", "attachedTemplate", "file:///mark-template.dotx", ' TargetMode="External"'),
                ("rIdBook", "package", "embeddings/Microsoft_Excel_Sheet1.xlsx", ""),
                ("rIdXml", "customXml", "../customXml/item9.xml", ""),
            ],
            "_rels/.rels": [("rIdCustom", "custom-properties", "docProps/custom.xml", "")],
        },
    )


def sheets():
    import openpyxl
    from openpyxl.comments import Comment
    from openpyxl.workbook.defined_name import DefinedName
    from openpyxl.worksheet.datavalidation import DataValidation

    book = openpyxl.Workbook()
    first = book.active
    first.title = "Clients"
    first.append(["A title alone"])
    first.append([])
    first.append(["Name", "Born", "Number", "Big", "Formatted"])
    for name in ["mark-first", "mark-second"]:
        first.append([name, datetime.date(1980, 2, 3), 78051120.0, 4111111111111111, 78051120])
    for row in (4, 5):
        first.cell(row, 5).number_format = "000-00-0000"
    first["C14"] = "mark-c14"
    first["C15"] = '="mark-" & "formula"'
    first["A20"] = "mark-hidden-row"
    first.row_dimensions[20].hidden = True
    first["H4"] = "mark-hidden-column"
    first.column_dimensions["H"].hidden = True
    first["D7"].comment = Comment("mark-cell-comment", "A")
    first["A8"] = "link"
    first["A8"].hyperlink = "https://mark-sheet-link.invalid/"
    first["XFD9"] = "mark-last-column"
    first.oddHeader.center.text = "mark-sheet-header"
    check = DataValidation(type="list", formula1='"mark-choice,other"')
    check.add("B9")
    first.add_data_validation(check)
    hidden = book.create_sheet("My hidden")
    hidden.sheet_state = "hidden"
    hidden["B2"] = "mark-hidden-sheet"
    very = book.create_sheet("Very")
    very.sheet_state = "veryHidden"
    very["B3"] = "mark-very-hidden"
    book.create_sheet("mark-sheet-name")
    book.defined_names["Secret"] = DefinedName("Secret", attr_text='"mark-defined-name"')
    book.properties.keywords = "mark-keywords"
    book.save(out := io.BytesIO())

    def sheet(text):
        # What a program wrote: the value of a formula that it computed, and text beside the shared strings.
        text = text.replace("<v></v>", "<v>mark-cached</v>").replace("<v />", "<v>mark-cached</v>")
        inline = '<row r="30"><c r="B30" t="inlineStr"><is><r><t>mark-</t></r><r><t>inline</t></r></is></c></row>'
        return text.replace("</sheetData>", inline + "</sheetData>")

    threads = (
        '<?xml version="1.0"?><ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        '<threadedComment ref="E11" id="{1}" personId="{2}"><text>mark-thread</text></threadedComment></ThreadedComments>'
    )
    connections = (
        '<?xml version="1.0"?><connections xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><connection id="1" name="db" '
        'type="1"><dbPr connection="Provider=SQL;Password=mark-connection" command="SELECT mark_command"/></connection></connections>'
    )
    return rewrite(
        out.getvalue(),
        change={"xl/worksheets/sheet1.xml": sheet},
        parts={
            "xl/threadedComments/threadedComment1.xml": threads,
            "xl/connections.xml": connections,
            "docProps/custom.xml": CUSTOM_PROPERTIES,
        },
        types={
            "xl/threadedComments/threadedComment1.xml": "application/vnd.ms-excel.threadedcomments+xml",
            "xl/connections.xml": "application/vnd.openxmlformats-officedocument.spreadsheetml.connections+xml",
            "docProps/custom.xml": "application/vnd.openxmlformats-officedocument.custom-properties+xml",
        },
        relations={
            "xl/worksheets/_rels/sheet1.xml.rels": [
                (
                    "rIdThread",
                    "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment",
                    "../threadedComments/threadedComment1.xml",
                    "",
                )
            ],
            "xl/_rels/workbook.xml.rels": [("rIdConnections", "connections", "connections.xml", "")],
        },
    )


def with_unused_string(text):
    """A string that no cell shows."""
    end = text.rindex("</sst>")
    return text[:end] + "<si><r><t>mark-</t></r><r><t>unused</t></r></si>" + text[end:]


def slides():
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    for number in (1, 2, 3):
        slide = deck.slides.add_slide(deck.slide_layouts[1])
        slide.shapes.title.text = f"Slide {number}"
        frame = slide.placeholders[1].text_frame
        frame.text = f"mark-slide-{number}"
        paragraph = frame.add_paragraph()
        for run in ("mark-run", f"s-{number}"):
            paragraph.add_run().text = run
        slide.notes_slide.notes_text_frame.text = f"mark-notes-{number}"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(4), Inches(5), Inches(1)).table
    for at, text in enumerate(["Name", "Number", "mark-table-name", "mark-table-number"]):
        table.cell(at // 2, at % 2).text = text
    box = slide.shapes.add_textbox(Inches(20), Inches(20), Inches(1), Inches(1))
    box.text_frame.text = "mark-off-slide"
    box._element.nvSpPr.cNvPr.set("descr", "mark-alt-text")
    slide._element.set("show", "0")
    deck.slide_master.placeholders[0].text_frame.text = "mark-master"
    deck.core_properties.keywords = "mark-keywords"
    # The last slide is shown first.
    order = deck.slides._sldIdLst
    order.insert(0, order[2])
    deck.save(out := io.BytesIO())
    comments = (
        '<?xml version="1.0"?><p:cmLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cm authorId="0" idx="1">'
        "<p:text>mark-slide-comment</p:text></p:cm></p:cmLst>"
    )
    return rewrite(
        out.getvalue(),
        parts={"ppt/comments/comment1.xml": comments},
        types={"ppt/comments/comment1.xml": "application/vnd.openxmlformats-officedocument.presentationml.comments+xml"},
        relations={"ppt/slides/_rels/slide1.xml.rels": [("rIdComments", "comments", "../comments/comment1.xml", "")]},
    )


def open_text():
    from odf import dc, draw, meta, office, style, table, text
    from odf.namespaces import TEXTNS
    from odf.opendocument import OpenDocumentText

    document = OpenDocumentText()
    document.text.addElement(text.P(text="The first paragraph."))
    paragraph = text.P()
    for part in ("ma", "rk-sp", "ans"):
        paragraph.addElement(text.Span(text=part))
    document.text.addElement(paragraph)
    paragraph = text.P(text="note")
    note = text.Note(noteclass="footnote")
    note.addElement(text.NoteCitation(text="1"))
    body = text.NoteBody()
    body.addElement(text.P(text="mark-footnote"))
    note.addElement(body)
    paragraph.addElement(note)
    annotation = office.Annotation()
    annotation.addElement(text.P(text="mark-comment"))
    paragraph.addElement(annotation)
    paragraph.addElement(text.A(href="https://mark-link.invalid/", text="link"))
    document.text.addElement(paragraph)
    grid = table.Table(name="T")
    for cells in [("Name", "Number"), ("mark-cell-name", "mark-cell-number"), ("x", "y")]:
        row = table.TableRow()
        for cell in cells:
            element = table.TableCell()
            element.addElement(text.P(text=cell))
            row.addElement(element)
        grid.addElement(row)
    document.text.addElement(grid)
    paragraph = text.P(text="box")
    frame = draw.Frame(anchortype="paragraph", width="3cm", height="1cm")
    box = draw.TextBox()
    box.addElement(text.P(text="mark-box"))
    frame.addElement(box)
    paragraph.addElement(frame)
    paragraph.addElement(text.HiddenText(condition="1==1", stringvalue="mark-hidden"))
    document.text.addElement(paragraph)
    changes = text.TrackedChanges()
    region = text.ChangedRegion(check_grammar=False)
    region.setAttrNS(TEXTNS, "id", "c1")
    deletion = text.Deletion(check_grammar=False)
    deletion.addElement(text.P(text="mark-deleted"))
    region.addElement(deletion)
    changes.addElement(region)
    document.text.insertBefore(changes, document.text.childNodes[0])
    layout = style.PageLayout(name="L")
    document.automaticstyles.addElement(layout)
    page = style.MasterPage(name="Standard", pagelayoutname=layout)
    for kind, mark in ((style.Header, "mark-header"), (style.Footer, "mark-footer")):
        element = kind()
        element.addElement(text.P(text=mark))
        page.addElement(element)
    document.masterstyles.addElement(page)
    document.meta.addElement(dc.Subject(text="mark-subject"))
    document.meta.addElement(meta.UserDefined(name="Matter", text="mark-custom-property"))
    document.save(out := io.BytesIO())
    return out.getvalue()


def open_sheets():
    from odf import office, style, table, text
    from odf.opendocument import OpenDocumentSpreadsheet

    book = OpenDocumentSpreadsheet()
    hides = style.Style(name="hides", family="table")
    hides.addElement(style.TableProperties(display="false"))
    book.automaticstyles.addElement(hides)
    first = table.Table(name="Clients")

    def row(*cells, **options):
        element = table.TableRow(**options)
        for cell in cells:
            element.addElement(cell)
        first.addElement(element)

    def cell(shown, **options):
        element = table.TableCell(**options)
        if shown:
            element.addElement(text.P(text=shown))
        return element

    row(cell("Name"), cell("Born"), cell("Big"))
    row(
        cell("mark-first", valuetype="string"),
        cell("02/03/80", valuetype="date", datevalue="1980-02-03"),
        cell("4.11E+15", valuetype="float", value="4.111111111111111E+15"),
    )
    row(cell("mark-repeated", numbercolumnsrepeated=3), cell("mark-d3"), numberrowsrepeated=10)
    row(cell("", numbercolumnsrepeated=1000000), numberrowsrepeated=1000000)
    row(cell("", numbercolumnsrepeated=2), cell("mark-far", formula='of:="mark-formula"'))
    commented = cell("x")
    annotation = office.Annotation()
    annotation.addElement(text.P(text="mark-comment"))
    commented.addElement(annotation)
    row(commented)
    book.spreadsheet.addElement(first)
    hidden = table.Table(name="Hidden", stylename=hides)
    line = table.TableRow()
    line.addElement(cell("mark-hidden-sheet"))
    hidden.addElement(line)
    book.spreadsheet.addElement(hidden)
    book.save(out := io.BytesIO())
    return out.getvalue()


def converted(data, source, target):
    """The document as LibreOffice writes it in another format, or anew in the same."""
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / f"in.{source}"
        path.write_bytes(data)
        out = pathlib.Path(folder) / "out"
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target]
        subprocess.run([*command, "--outdir", out, path], check=True, capture_output=True)
        return (out / f"in.{target}").read_bytes()


def encrypted(data):
    """The document under a password, as Office encrypts it today."""
    import msoffcrypto.format.ooxml

    out = io.BytesIO()
    msoffcrypto.format.ooxml.OOXMLFile(io.BytesIO(data)).encrypt("word", out)
    return out.getvalue()


MACRO = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script" script:name="Module1" script:language="StarBasic">
Sub Save(source As String, target As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = &quot;Hidden&quot;
  hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, &quot;_blank&quot;, 0, hidden())
  Dim arguments(0) As New com.sun.star.beans.PropertyValue
  arguments(0).Name = &quot;Password&quot;
  arguments(0).Value = &quot;word&quot;
  document.storeToURL(target, arguments())
  document.close(True)
End Sub
</script:module>"""


def encrypted_by_libreoffice(data, kind):
    """A document of OpenDocument under a password, which no option of the command sets but a macro can."""
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        command = ["soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless"]
        (folder / f"in.{kind}").write_bytes(data)
        # The profile has to be there before a macro can be put into it.
        subprocess.run([*command, "--convert-to", "txt", "--outdir", folder, folder / f"in.{kind}"], check=True, capture_output=True)
        (folder / "profile/user/basic/Standard/Module1.xba").write_text(MACRO)
        save = f'macro:///Standard.Module1.Save("file://{folder}/in.{kind}","file://{folder}/out.{kind}")'
        subprocess.run([*command, save], check=True, capture_output=True)
        return (folder / f"out.{kind}").read_bytes()


def zipped_under_a_password():
    """What `zip` makes: the cipher of 1989."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "a.txt").write_text("mark-encrypted")
        subprocess.run(["zip", "-q", "-P", "word", "out.zip", "a.txt"], cwd=folder, check=True)
        return (pathlib.Path(folder) / "out.zip").read_bytes()


def archive(strength):
    """A ZIP archive under a password."""
    import pyzipper

    out = io.BytesIO()
    kind = {"encryption": pyzipper.WZ_AES} if strength else {}
    with pyzipper.AESZipFile(out, "w", compression=pyzipper.ZIP_DEFLATED, **kind) as write:
        write.setpassword(b"word")
        if strength:
            write.setencryption(pyzipper.WZ_AES, nbits=strength)
        write.writestr("a.txt", "mark-encrypted")
    return out.getvalue()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    made = {"words.docx": words(), "sheets.xlsx": sheets(), "slides.pptx": slides()}
    made |= {"text.odt": open_text(), "sheets.ods": open_sheets()}
    made["libre.docx"] = converted(made["words.docx"], "docx", "docx")
    made["libre.odt"] = converted(made["words.docx"], "docx", "odt")
    libre = converted(made["sheets.xlsx"], "xlsx", "xlsx")
    made["libre.xlsx"] = rewrite(libre, change={"xl/sharedStrings.xml": with_unused_string})
    made["libre.ods"] = converted(made["sheets.xlsx"], "xlsx", "ods")
    made["libre.odp"] = converted(made["slides.pptx"], "pptx", "odp")
    made["libre.pptx"] = converted(made["slides.pptx"], "pptx", "pptx")
    made["encrypted.docx"] = encrypted(made["words.docx"])
    made["encrypted.odt"] = encrypted_by_libreoffice(made["text.odt"], "odt")
    made["crypto.zip"] = zipped_under_a_password()
    made |= {f"aes{bits}.zip": archive(bits) for bits in (128, 256)}
    for name, data in made.items():
        (OUT / name).write_bytes(data)
        print(f"{name}: {len(data)} bytes")


if __name__ == "__main__":
    main()
