/** Rows and claims of tests with their times as plain numbers, where no test depends on the unit. */

export type Plain<Value> = Value extends number
  ? number
  : Value extends object
    ? { [Name in keyof Value]: Plain<Value[Name]> }
    : Value;
