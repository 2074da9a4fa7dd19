/** A state of the preview: a page with a made-up model, to be shown in a given frame. */

import { readDate, toDay, type Day } from '../../server/domain/kernel/day.ts';
import type { Frame } from '../../server/portal/html/frame.ts';
import type { Html } from '../../server/web/html.ts';

/** By name, which is also the name of the file. */
export type States = Readonly<Record<string, (frame: Frame) => Html>>;

/**
 * Is applied to every made-up text that a vendor or customer would have written. Tests replace the texts with it; the
 * preview keeps them.
 */
export type Typed = (text: string) => string;

/** The day of `YYYY-MM-DD`. */
export function on(date: string): Day {
  return readDate(date) ?? toDay(0);
}
