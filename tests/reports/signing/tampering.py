"""What an attacker, or another program, does to a signed report."""

import re
from collections.abc import Callable
from io import BytesIO

from asn1crypto import keys as asn1_keys
from asn1crypto import x509
from cryptography.hazmat.primitives import serialization
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.generic import pdf_name
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from workbench.reports.signing.keys import SigningKey

Change = Callable[[IncrementalPdfFileWriter], object]


def gap(pdf: bytes, number: int = -1) -> tuple[int, int]:
    """Return where the container of a signature begins and ends, with its brackets."""
    ranges = [tuple(map(int, m)) for m in re.findall(rb"/ByteRange \[(\d+) (\d+) (\d+) (\d+)", pdf)]
    _, start, end, _ = ranges[number]
    return start, end


def cms_length(pdf: bytes, number: int = -1) -> int:
    """Return how many hexadecimal digits of the container are the signature; zeros follow."""
    start, end = gap(pdf, number)
    raw = bytes.fromhex(pdf[start + 1 : end - 1].decode())
    return 2 * (4 + int.from_bytes(raw[2:4], "big"))


def update(pdf: bytes, change: Change) -> bytes:
    """Return the file with an incremental update that nobody signed."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    change(writer)
    output = BytesIO()
    writer.write(output)
    return output.getvalue()


def replace_page(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    stream = generic.StreamObject(stream_data=b"BT /F1 40 Tf 80 600 Td (READY) Tj ET")
    page["/Contents"] = writer.add_object(stream)
    writer.update_container(page)


def add_annotation(writer: IncrementalPdfFileWriter) -> None:
    page = writer.root["/Pages"]["/Kids"][0]
    note = {"/Type": pdf_name("/Annot"), "/Subtype": pdf_name("/FreeText"), "/Contents": generic.pdf_string("Ready")}
    rectangle = generic.ArrayObject(map(generic.NumberObject, (100, 100, 300, 200)))
    annotation = generic.DictionaryObject({pdf_name(k): v for k, v in note.items()} | {pdf_name("/Rect"): rectangle})
    page["/Annots"] = generic.ArrayObject([writer.add_object(annotation)])
    writer.update_container(page)


def remove_value(writer: IncrementalPdfFileWriter) -> None:
    field = writer.root["/AcroForm"]["/Fields"][0]["/Kids"][2]
    del field["/V"]
    writer.update_container(field)


def rename_document(writer: IncrementalPdfFileWriter) -> None:
    info = writer.trailer["/Info"]
    info["/Title"] = generic.pdf_string("Ready")
    writer.update_container(info)


def add_field(writer: IncrementalPdfFileWriter) -> None:
    append_signature_field(writer, SigFieldSpec("role.somebody-else"))


def add_layer(writer: IncrementalPdfFileWriter) -> None:
    writer.root["/OCProperties"] = generic.DictionaryObject({pdf_name("/OCGs"): generic.ArrayObject()})
    writer.update_root()


def add_action(writer: IncrementalPdfFileWriter) -> None:
    script = {pdf_name("/S"): pdf_name("/JavaScript"), pdf_name("/JS"): generic.pdf_string("app.alert(1)")}
    writer.root["/OpenAction"] = generic.DictionaryObject(script)
    writer.update_root()


def add_second_record(writer: IncrementalPdfFileWriter) -> None:
    from pyhanko.pdf_utils.embed import EmbeddedFileObject, FileSpec, embed_file

    data = b'{"required_roles": [], "review": {"key": "REV-1"}}'
    stream = EmbeddedFileObject.from_file_data(writer, data)
    embed_file(writer, FileSpec(file_spec_string="record.json", embedded_data=stream))


def raw_sign(
    pdf: bytes,
    key: SigningKey,
    field: str,
    reason: str,
    *,
    certify: bool = False,
    permissions: MDPPerm = MDPPerm.FILL_FORMS,
) -> bytes:
    """Sign as another program would, without any of our refusals."""
    writer = IncrementalPdfFileWriter(BytesIO(pdf))
    meta = PdfSignatureMetadata(
        field_name=field,
        reason=reason,
        certify=certify,
        docmdp_permissions=permissions,
        subfilter=SigSeedSubFilter.PADES,
        md_algorithm="sha256",
    )
    output = BytesIO()
    PdfSigner(meta, signer_of(key)).sign_pdf(writer, output=output)
    return output.getvalue()


def signer_of(key: SigningKey) -> SimpleSigner:
    store = SimpleCertificateStore()
    store.register_multiple(asn1(c.public_bytes(serialization.Encoding.DER)) for c in key.chain)
    private = key.private_key.private_bytes(
        serialization.Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return SimpleSigner(
        signing_cert=asn1(key.certificate.public_bytes(serialization.Encoding.DER)),
        signing_key=asn1_keys.PrivateKeyInfo.load(private),
        cert_registry=store,
    )


def asn1(der: bytes) -> x509.Certificate:
    return x509.Certificate.load(der)
