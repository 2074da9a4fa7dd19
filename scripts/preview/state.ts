/** What a state of the preview is: a page with a made-up model, for a frame that whoever shows it gives. */

import { readDate, toDay, type Day } from '../../server/domain/kernel/day.ts';
import type { Frame } from '../../server/portal/html/frame.ts';
import type { Html } from '../../server/web/html.ts';

/** By name, which is also the name of the file. */
export type States = Readonly<Record<string, (frame: Frame) => Html>>;

/**
 * Passes every made-up text that a vendor or customer would have written; the tests plant theirs by it. The preview
 * leaves them as they are.
 */
export type Typed = (text: string) => string;

/** The day of `YYYY-MM-DD`. */
export function on(date: string): Day {
  return readDate(date) ?? toDay(0);
}
