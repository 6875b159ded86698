declare module 'svg-to-pdfkit' {
  /** Draws SVG into a document of pdfkit. Sizes are points with `assumePt`. */
  export default function svgToPdf(
    doc: PDFKit.PDFDocument,
    svg: string,
    x: number,
    y: number,
    options: {
      readonly width: number;
      readonly height: number;
      readonly assumePt: boolean;
      readonly fontCallback: () => string;
      readonly warningCallback: (warning: string) => void;
    },
  ): void;
}
