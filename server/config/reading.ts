/**
 * The result of reading the text of a setting: its value, or its faults. A fault is a clause that follows the
 * variable's name, with a remedy; a fault never repeats a secret.
 */

export interface Fault {
  readonly fault: string;
  readonly remedy: string;
}

export type Reading<Value> = { readonly value: Value } | { readonly faults: readonly Fault[] };

export function faulty(fault: string, remedy: string): { readonly faults: readonly Fault[] } {
  return { faults: [{ fault, remedy }] };
}
