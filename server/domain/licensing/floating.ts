/** Floating licenses, whose seats belong to a machine only while it has a lease. Such a lease has an end in minutes. */

/** Whether the licenses of a product are floating. */
export const isFloating = ({ floatingMinutes }: { readonly floatingMinutes: number | null }): boolean =>
  floatingMinutes !== null;
