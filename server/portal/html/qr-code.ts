/**
 * QR codes (ISO/IEC 18004) as SVG, drawn by the server, so that no page needs a script. A code is dark on white in the
 * light and the dark theme, with the quiet zone of four modules that readers need.
 */

import makeQrCode from 'qrcode-generator';
import { html, type Html } from '../../web/html.ts';

const QUIET_MODULES = 4;
/** The smallest version that fits the text. */
const ANY_VERSION = 0;

/** Draws a text of ASCII characters. @param label the words for a screen reader */
export function qrCode(text: string, label: string): Html {
  const code = makeQrCode(ANY_VERSION, 'L');
  code.addData(text);
  code.make();
  const side = code.getModuleCount() + 2 * QUIET_MODULES;
  return html`<svg
    class="qr-code"
    viewBox="0 0 ${side} ${side}"
    role="img"
    aria-label="${label}"
    shape-rendering="crispEdges"
  >
    <rect width="${side}" height="${side}" fill="#fff" />
    <path stroke="#000" d="${darkModules(code)}" />
  </svg>`;
}

/** The path of the dark modules: one line for each run of them in a row. */
function darkModules(code: QRCode): string {
  const modules = Array.from({ length: code.getModuleCount() }, (_, index) => index);
  return modules
    .map((row) =>
      runsOf(
        modules.map((column) => code.isDark(row, column)),
        row,
      ),
    )
    .join('');
}

/** The runs of one row, each after a move from the end of the last one: a page has thousands. */
function runsOf(dark: readonly boolean[], row: number): string {
  let path = `M${QUIET_MODULES} ${row + QUIET_MODULES}.5`;
  for (let column = 0; column < dark.length;) {
    const isDark = dark[column];
    const start = column;
    while (column < dark.length && dark[column] === isDark) column += 1;
    path += isDark === true ? `h${column - start}` : `m${column - start} 0`;
  }
  return path;
}
