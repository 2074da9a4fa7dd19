/**
 * The entry `@quietkey/client/floating`: borrows a seat of a floating license for days without network. Everything else of
 * a floating license needs no entry: `keepFresh()` checks a seat out, and `release()` gives it back.
 */
import { BORROW_DAYS_MAX } from './contract/wire.ts';
import { proveSeat } from './exchange/exchange.ts';
import type { Check } from './lease/presentation.ts';
import { partsOf } from './parts-of.ts';
import { BadOptions, LicenseRefused } from './primitives/errors.ts';
import { CALL_RULES, checkOptions, type OptionRules } from './primitives/option-rules.ts';
import type { Quietkey } from './quietkey.ts';

export interface BorrowOptions {
  /** The days for which the machine keeps its seat without network, after today: 1 to 366. */
  days: number;
  /** Cancels the call, which then throws `Aborted`. */
  signal?: AbortSignal | undefined;
}

const RULES: OptionRules<BorrowOptions> = {
  ...CALL_RULES,
  days: {
    accepts: (value) => Number.isSafeInteger(value) && Number(value) >= 1 && Number(value) <= BORROW_DAYS_MAX,
    must: `a whole number, 1 to ${BORROW_DAYS_MAX}`,
    isRequired: true,
  },
};

/**
 * Borrows the seat, for no more days than the vendor's terms allow: `leaseEndsOn` of the check is the last one. Where they
 * allow none, the seat stays checked out, and `lease().floating` says so. `release()` gives a borrowed seat back early.
 *
 * @throws NotActivated, NoNetwork, Intercepted, ServerTrouble, LicenseRefused, AnswerUntrusted, Aborted,
 * StateUnwritable, BadOptions (also if the license is not floating)
 */
export async function borrowSeat(quietkey: Quietkey, options: BorrowOptions): Promise<Check> {
  const { setting, keeper } = partsOf(quietkey, 'borrowSeat(…)');
  checkOptions(options, RULES, 'borrowSeat(…)');
  if (setting.quiet) throw new BadOptions('borrowSeat(…) needs a client without quiet: true.');
  const lease = quietkey.lease();
  if (lease && !lease.floating) throw new BadOptions('borrowSeat(…) needs a floating license.');
  const { days, signal } = options;
  const deadline = performance.now() + setting.timeoutMs;
  try {
    await setting.log.run('borrowSeat', () =>
      proveSeat({ setting, keeper, deadline, signal }, 'renew', days).then(() => undefined),
    );
  } catch (error) {
    // otherwise a later renewal would borrow what the person no longer wants
    if (error instanceof LicenseRefused) keeper.note((before) => ({ ...before, renewing: null }));
    throw error;
  }
  return quietkey.check();
}
