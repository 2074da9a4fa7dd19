/** Schemas of texts in requests: how long a text may be, and what it may not contain. */

import { z } from 'zod';
import { FREE_TEXTS, freeTextFault, type FreeText } from '../domain/kernel/free-text.ts';

/**
 * Makes a schema for text of at most the given number of UTF-16 units. The SDK and the domain count UTF-16 units, but
 * zod's `max`, like OpenAPI, counts code points since zod 4.5 (findings/zod-lengths-in-code-points.sh).
 */
export const textOfUnits = (most: number) =>
  z
    .string()
    .max(most, { abort: true })
    .refine((text) => text.length <= most, `must have at most ${most} characters, counted as UTF-16 units`);

/** Makes a schema for a text that is stored as it is, with the messages of `free-text.ts`. */
export const freeText = (kind: FreeText) =>
  textOfUnits(FREE_TEXTS[kind].charactersMax)
    .min(1)
    .check(({ value, issues }) => {
      const message = freeTextFault(kind, value);
      if (message !== undefined) issues.push({ code: 'custom', input: value, message });
    });
