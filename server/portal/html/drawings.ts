/**
 * The portal's pictures as SVG. Each picture only repeats what words beside it say, so screen readers skip it. Colours
 * come from the stylesheet.
 */

import { html, write, type Html } from '../../web/html.ts';

/** The drawing of a key with a sleeping face in its bow. */
const SLEEPING_KEY = html`<g fill="none" stroke="currentColor" stroke-linecap="round" stroke-linejoin="round">
  <circle cx="10.5" cy="16" r="7.5" stroke-width="2.8" />
  <path d="M7.4 15.4c.9 2.4 5.3 2.4 6.2 0" stroke-width="2" />
  <path d="M18 16h11v4.6M24 16v3.4" stroke-width="2.8" />
</g>`;

export const MARK = html`<svg class="mark" viewBox="0 0 32 32" aria-hidden="true">${SLEEPING_KEY}</svg>`;

/**
 * The icon of the browser tab, a separate file. The icon has one colour, which is visible on light and dark
 * backgrounds.
 */
export const ICON = write(
  html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32" color="#2a9286">${SLEEPING_KEY}</svg>`,
);

export const MACHINE_PICTURE = html`<svg class="machine-picture" viewBox="0 0 32 24" aria-hidden="true">
  <g fill="none" stroke="currentColor" stroke-width="1.8" stroke-linejoin="round" stroke-linecap="round">
    <rect x="6" y="3" width="20" height="13.5" rx="1.8" />
    <path d="M2.5 20.5h27l-2.2-4h-22.6z" />
  </g>
</svg>`;

/** A drawing of a quiet night, shown instead of an empty list. */
export const QUIET_NIGHT = html`<svg class="quiet-night" viewBox="0 0 160 96" aria-hidden="true">
  <path class="faint" d="M127 6a21 21 0 1 0 20 28 17 17 0 0 1-20-28z" />
  <g class="faint">
    <circle cx="34" cy="20" r="1.8" />
    <circle cx="62" cy="10" r="1.4" />
    <circle cx="90" cy="22" r="1.8" />
    <circle cx="22" cy="46" r="1.4" />
    <circle cx="150" cy="50" r="1.4" />
  </g>
  <g fill="none" stroke="currentColor" stroke-width="2.4" stroke-linejoin="round" stroke-linecap="round">
    <rect x="48" y="38" width="56" height="36" rx="4" />
    <path d="M36 86h80l-6-12H42z" />
    <path d="M68 55c3.4 6 12.6 6 16 0" />
  </g>
</svg>`;

/** A drawing of an envelope, shown after a mail was sent. */
export const ENVELOPE = html`<svg class="quiet-night" viewBox="0 0 160 96" aria-hidden="true">
  <path class="faint" d="M18 40h18M10 54h26M22 68h14" />
  <g fill="none" stroke="currentColor" stroke-width="2.4" stroke-linejoin="round" stroke-linecap="round">
    <rect x="46" y="24" width="84" height="56" rx="5" />
    <path d="m50 29 38 29 38-29" />
  </g>
</svg>`;

/** The maximum number of seats that are drawn one by one. A larger number of seats is drawn as a bar. */
const DOTS_MAX = 16;
const BAR_WIDTH = 160;

/** A picture of a license's seats: taken seats are filled, free seats are open. */
export function seatsPicture(used: number, seats: number): Html {
  if (seats > DOTS_MAX || used > seats) return seatsBar(seats === 0 ? 1 : Math.min(1, used / seats));
  const dots = Array.from({ length: seats }, (_, index) => index);
  return html`<svg
    class="seats"
    viewBox="0 0 ${seats * 14} 14"
    width="${seats * 14}"
    height="14"
    aria-hidden="true"
  >
    ${dots.map(
      (index) =>
        html`<circle class="${index < used ? 'taken' : 'free'}" cx="${index * 14 + 7}" cy="7" r="4.5" />`,
    )}
  </svg>`;
}

function seatsBar(share: number): Html {
  const width = Math.round(share * BAR_WIDTH);
  return html`<svg
    class="seats"
    viewBox="0 0 ${BAR_WIDTH} 14"
    width="${BAR_WIDTH}"
    height="14"
    aria-hidden="true"
  >
    <rect class="rest" x="0" y="4" width="${BAR_WIDTH}" height="6" rx="3" />
    <rect class="taken" x="0" y="4" width="${width}" height="6" rx="3" />
  </svg>`;
}
