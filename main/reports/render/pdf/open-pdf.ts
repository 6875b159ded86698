import PdfKit from 'pdfkit';

/** Opens a document in which nothing depends on when it is made, but for `at`. */
export function openPdf(facts: { title: string; subject: string; language: string; at: Date }) {
  const options = {
    size: 'A4',
    margins: { top: 0, bottom: 0, left: 0, right: 0 },
    autoFirstPage: false,
    pdfVersion: '1.7',
    subset: 'PDF/UA',
    tagged: true,
    displayTitle: true,
    lang: facts.language,
    // No face of the viewer's own: it is not embedded, and would have to be there.
    font: null,
    info: {
      Title: facts.title,
      Subject: facts.subject,
      Author: 'Auterity Error-IQ',
      Creator: 'Auterity Error-IQ',
      Producer: 'Auterity Error-IQ',
      CreationDate: facts.at,
      ModDate: facts.at,
    },
  };
  return new PdfKit(options as unknown as PDFKit.PDFDocumentOptions);
}
