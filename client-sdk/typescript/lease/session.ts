/**
 * A session: work that must not be cut while it runs. What may run at its start stays usable until the app says that it
 * ended, and is shown as over its lease. It decides nothing for the next start of the app.
 */
import { mayRun, type Check } from './presentation.ts';

export interface Session<Entitlement extends string = string> {
  /** As `check()` of the client, but what was usable at the start of the session is usable, with its entitlements. */
  check(): Check<Entitlement>;
  /** Ends the session. From now on its check is that of the client. */
  end(): void;
}

/** Begins a session. @param check - the check of the client */
export function startSession(check: () => Check): Session {
  let begun: Check | undefined = check();
  return {
    check: () => (begun ? duringSession(begun, check()) : check()),
    end: () => (begun = undefined),
  };
}

/** What a session may do now. It loses nothing that it had at its start. */
export function duringSession(begun: Check, now: Check): Check {
  if (!mayRun(begun.state)) return now;
  const entitlements = [...new Set([...now.entitlements, ...begun.entitlements])];
  const entitlementEnds = { ...begun.entitlementEnds, ...now.entitlementEnds };
  const granted = { entitlements, ...(Object.keys(entitlementEnds).length > 0 && { entitlementEnds }) };
  if (mayRun(now.state)) return { ...now, ...granted };
  const message = `What is running goes on until you end it. After that: ${now.message}`;
  return { ...now, state: 'stale', overLease: true, ...granted, message };
}
