/**
 * The faults of a submitted form. A fault is about one field or about the whole form. Pages show the faults at the
 * field and in a summary with links. The texts of the faults come from the portal's catalogue.
 */

export interface Fault {
  /** The name of the faulty field; undefined if the fault is about the whole form. */
  readonly field?: string | undefined;
  readonly message: string;
}

/** The texts of the faults of one field, in the order of the faults. */
export function faultsOf(faults: readonly Fault[], field: string): readonly string[] {
  return faults.filter((fault) => fault.field === field).map(({ message }) => message);
}
