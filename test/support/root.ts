/**
 * The root of the repository; the tests run from `dist/test`.
 */

export const ROOT = new URL('../../../', import.meta.url);
