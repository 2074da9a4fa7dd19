/**
 * What the calls that use the network need. `quietkey.ts` loads it at the first such call, so that a start that only
 * checks the lease loads neither the requests nor the network.
 */
export { activationEnd } from './activation-end.ts';
export { draftSeat, proveSeat, releaseSeat, takeSeat, writeDraft } from './exchange.ts';
export { askAlone } from './keep-fresh.ts';
export { signIn } from './sign-in.ts';
export { TrialStart } from './trial.ts';
export { canonicalKey } from './typed-key.ts';
export { requireUsername } from './typed-username.ts';
