import { BorderStyle, type IStylesOptions, type ITableBordersOptions } from 'docx';

/** Colours of the document, as Word writes them. */
export const COLORS = {
  text: '1b1f27',
  dim: '5a6270',
  line: 'd4d8df',
  accent: '1f5fc4',
  sunk: 'f4f5f7',
  draft: 'a3106f',
} as const;

/** Margins of the page, and the width between them, in twentieths of a point. */
export const MARGIN = {
  top: 1300,
  bottom: 1200,
  left: 1134,
  right: 1134,
  header: 620,
  footer: 560,
};
export const TEXT_TWIPS = 11_906 - MARGIN.left - MARGIN.right;

const none = { style: BorderStyle.NONE, size: 0, color: 'auto' };
const thin = { style: BorderStyle.SINGLE, size: 4, color: COLORS.line };

/** Lines between rows, none between columns. */
export const BORDERS: ITableBordersOptions = {
  top: { style: BorderStyle.SINGLE, size: 6, color: COLORS.text },
  bottom: thin,
  left: none,
  right: none,
  insideHorizontal: thin,
  insideVertical: none,
};

/** Fonts of the document: Word takes the second for scripts like Arabic and the third for those of East Asia. */
export const FONTS = {
  ascii: 'Calibri',
  hAnsi: 'Calibri',
  cs: 'Arial',
  eastAsia: 'Microsoft YaHei',
} as const;
/** Fonts of records. */
export const RECORD_FONTS = {
  ...FONTS,
  ascii: 'Consolas',
  hAnsi: 'Consolas',
  cs: 'Courier New',
} as const;
/** Fonts of languages that share characters with Chinese but write them in their own way. */
export const EAST_ASIAN: Readonly<Record<string, string>> = {
  ja: 'Yu Gothic',
  ko: 'Malgun Gothic',
};

/** Paragraph styles, so that who gets the document can change them in one place. Sizes are half points. */
export const STYLES: IStylesOptions = {
  default: {
    document: {
      run: { font: FONTS, size: 20, color: COLORS.text, language: { value: 'en-GB' } },
      paragraph: { spacing: { after: 120, line: 276 } },
    },
    title: {
      run: { size: 46, bold: true, color: COLORS.text },
      paragraph: { spacing: { after: 60 } },
    },
    heading1: {
      run: { size: 28, bold: true, color: COLORS.text },
      paragraph: { spacing: { before: 420, after: 120 } },
    },
    heading2: {
      run: { size: 22, bold: true, color: COLORS.text },
      paragraph: { spacing: { before: 240, after: 60 } },
    },
  },
  paragraphStyles: [
    { id: 'Over', name: 'Over', basedOn: 'Normal', run: { size: 20, color: COLORS.accent } },
    {
      id: 'Subtitle',
      name: 'Subtitle',
      basedOn: 'Normal',
      run: { size: 26, color: COLORS.dim },
      paragraph: { spacing: { after: 240 } },
    },
    {
      id: 'Small',
      name: 'Small',
      basedOn: 'Normal',
      run: { size: 16, color: COLORS.dim },
      paragraph: { spacing: { after: 60 } },
    },
    {
      id: 'Cell',
      name: 'Cell',
      basedOn: 'Normal',
      run: { size: 18 },
      paragraph: { spacing: { after: 20, line: 252 } },
    },
    {
      id: 'TableHead',
      name: 'Table head',
      basedOn: 'Normal',
      run: { size: 17, bold: true, color: COLORS.dim },
      paragraph: { spacing: { after: 20 }, keepNext: true },
    },
    {
      id: 'Notice',
      name: 'Notice',
      basedOn: 'Normal',
      paragraph: {
        indent: { left: 160, right: 160 },
        border: { left: { style: BorderStyle.SINGLE, size: 18, color: COLORS.accent, space: 8 } },
      },
    },
  ],
};
