/** Colours in sRGB, written `#rrggbb`, and the contrast between two of them as WCAG 2.2 defines it. */

/** The steps of a mixture: as many as a channel has values, so that no step skips a colour. */
const STEPS = 255;

/** The contrast of two colours, from 1 to 21. */
export function contrast(color: string, ground: string): number {
  const [dark = 0, light = 0] = [luminance(color), luminance(ground)].sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

/** Mixes a colour with another. @param share the share of the other colour, from 0 to 1 */
export function mix(color: string, other: string, share: number): string {
  const into = channels(other);
  const mixed = channels(color).map((value, nth) => Math.round(value + ((into[nth] ?? 0) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** The first mixture that is good, from the colour itself to the other colour; the other colour if none is. */
export function nearest(color: string, other: string, isGood: (mixed: string) => boolean): string {
  for (let step = 0; step < STEPS; step++) {
    const mixed = mix(color, other, step / STEPS);
    if (isGood(mixed)) return mixed;
  }
  return other;
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((value) => {
    const part = value / 255;
    return part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function channels(color: string): number[] {
  return [1, 3, 5].map((begin) => Number.parseInt(color.slice(begin, begin + 2), 16));
}
