/**
 * The colours of the pages, made from the vendor's one colour. The main button has exactly that colour, so it must stand
 * out in the light and in the dark theme; links and outlines get darker or lighter shades of it. The stylesheet has the
 * colours without a vendor, and the same grounds.
 */

import { contrast, mix, nearest } from './contrast.ts';

const [WHITE, BLACK] = ['#ffffff', '#000000'];
/** The grounds of the stylesheet on which something of the vendor's colour stands, in both themes. */
export const GROUNDS = { light: ['#ffffff', '#f6f5f1'], dark: ['#1c2223', '#131718'] } as const;
export type Theme = keyof typeof GROUNDS;

/** WCAG 2.2: 1.4.11 for a control, 1.4.3 and 1.4.6 for text. */
const CONTROL_MIN = 3;
const TEXT_MIN = 4.5;
const DEEP_MIN = 7;
/** How much of the shade is in the tint that is the ground of a note. */
const TINT_SHARE = { light: 0.1, dark: 0.2 } as const;

/** A colour that can be used, or the ground on which it is hardest to see, with the nearest colour that can be used. */
export type JudgedColor =
  | { readonly is: 'good' }
  | {
      readonly is: 'weak';
      readonly theme: Theme;
      readonly ground: string;
      readonly ratio: number;
      readonly nearest: string;
    };

/** Judges whether a button of this colour stands out in both themes. @param color `#rrggbb` */
export function judgeColor(color: string): JudgedColor {
  const measured = (['light', 'dark'] as const).flatMap((theme) =>
    GROUNDS[theme].map((ground) => ({ theme, ground, ratio: contrast(color, ground) })),
  );
  const [worst] = measured.toSorted((a, b) => a.ratio - b.ratio);
  if (worst === undefined || worst.ratio >= CONTROL_MIN) return { is: 'good' };
  const toward = worst.theme === 'light' ? BLACK : WHITE;
  return { is: 'weak', ...worst, nearest: nearest(color, toward, standsOut) };
}

function standsOut(color: string): boolean {
  return Object.values(GROUNDS)
    .flat()
    .every((ground) => contrast(color, ground) >= CONTROL_MIN);
}

/** The shades of a colour in one theme. The names are those of the stylesheet's variables. */
export function shadesOf(
  color: string,
  theme: Theme,
): { accent: string; 'accent-deep': string; tint: string } {
  const toward = theme === 'light' ? BLACK : WHITE;
  const tint = mix(GROUNDS[theme][0], color, TINT_SHARE[theme]);
  const shade = (least: number): string =>
    nearest(color, toward, (mixed) =>
      [...GROUNDS[theme], tint].every((ground) => contrast(mixed, ground) >= least),
    );
  return { accent: shade(TEXT_MIN), 'accent-deep': shade(DEEP_MIN), tint };
}

/** The colour of text on the vendor's colour. */
export function inkOn(color: string): string {
  return contrast(WHITE, color) >= TEXT_MIN ? WHITE : BLACK;
}

/** The stylesheet that puts the vendor's colour into the pages. @param color a colour that was judged good */
export function themeSheet(color: string): string {
  const root = (values: Readonly<Record<string, string>>): string =>
    `:root { ${Object.entries(values)
      .map(([name, value]) => `--${name}: ${value};`)
      .join(' ')} }`;
  const main = { main: color, 'on-main': inkOn(color), 'main-deep': color };
  return [
    root({ ...main, ...shadesOf(color, 'light') }),
    `@media (prefers-color-scheme: dark) { ${root(shadesOf(color, 'dark'))} }`,
    '.button:hover { text-decoration: underline; }',
    '',
  ].join('\n');
}
