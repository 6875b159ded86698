import { SignPdf, Signer } from '@signpdf/signpdf';
import { pieceDigests, sha256, signCms, type SigningIdentity } from '../../signing/index.ts';

/** Bytes kept for a signature in a PDF: certificates, digests of pieces, a time stamp. */
const SIGNATURE_BYTES = 24_576;
/** What the signing library looks for, to put the ranges in its place. */
const RANGE = '**********';

export interface PdfSigning {
  readonly identity: SigningIdentity;
  readonly time: Date;
  /** JSON: what the signer states about the file. */
  readonly statement: string;
  readonly stamp: ((signature: Buffer) => Promise<Buffer>) | null;
}

/**
 * Makes room for a signature in a document before it is closed: its dictionary, and the field that holds it
 * (ISO 32000-2, 12.8; ETSI EN 319 142-1, which has the time in the dictionary and not in the signature).
 */
export function placeSignature(doc: PDFKit.PDFDocument, name: string, time: Date): void {
  const pdf = doc as unknown as OpenPdf;
  const signature = pdf.ref({
    Type: 'Sig',
    Filter: 'Adobe.PPKLite',
    SubFilter: 'ETSI.CAdES.detached',
    ByteRange: [0, RANGE, RANGE, RANGE],
    Contents: Buffer.alloc(SIGNATURE_BYTES),
    Name: new String(name),
    Reason: new String('Incident report'),
    M: time,
  });
  const field = pdf.ref({
    Type: 'Annot',
    Subtype: 'Widget',
    FT: 'Sig',
    T: new String('Signature'),
    TU: new String('Signature of the report'),
    V: signature,
    // Printed and locked; it has no place on the page.
    F: 132,
    Rect: [0, 0, 0, 0],
    P: pdf.page.dictionary,
  });
  pdf.page.annotations.push(field);
  const form = pdf.ref({ SigFlags: 3, Fields: [field] });
  // oxlint-disable-next-line no-underscore-dangle -- pdfkit has no other way to its root
  pdf._root.data['AcroForm'] = form;
  // It would finish a form of its own making, which has fonts; this one is whole.
  pdf.endAcroForm = () => {};
  for (const each of [signature, field, form]) each.end();
}

/** Signs a document in which `placeSignature` made room: PAdES baseline B, with a time stamp baseline T. */
export async function signPdf(pdf: Uint8Array, signing: PdfSigning): Promise<Buffer> {
  return new SignPdf().sign(Buffer.from(pdf), new CmsSigner(signing), signing.time);
}

class CmsSigner extends Signer {
  private readonly signing: PdfSigning;

  constructor(signing: PdfSigning) {
    super();
    this.signing = signing;
  }

  override async sign(signed: Buffer): Promise<Buffer> {
    const { identity, statement, stamp } = this.signing;
    const what = { digest: sha256(signed), pieces: pieceDigests(signed), statement, time: null };
    return signCms(what, identity, stamp);
  }
}

interface PdfReference {
  readonly data: Record<string, unknown>;
  end(): void;
}

/** What pdfkit has and its types do not name. */
interface OpenPdf {
  readonly _root: PdfReference;
  readonly page: { readonly dictionary: PdfReference; readonly annotations: PdfReference[] };
  ref(data: object): PdfReference;
  endAcroForm: () => void;
}
