/**
 * Why telemetry counts what it counts: the question of each counter, and its owner, who removes the counter when the
 * question is answered. The server publishes both; an app does not load them.
 */
import type { CounterName } from './telemetry-vocabulary.ts';

const [VENDOR, MAINTAINERS] = ["the vendor's product owner", 'the maintainers of Quietkey'] as const;

export const QUESTIONS: Readonly<Record<CounterName, { owner: string; question: string }>> = {
  os: { owner: VENDOR, question: 'Which systems must the next version run on?' },
  arch: { owner: VENDOR, question: 'Which processors must be built for?' },
  app: { owner: VENDOR, question: 'Which versions are still alive?' },
  sdk: { owner: MAINTAINERS, question: 'Which versions of the SDK must the server go on serving?' },
  activation: { owner: VENDOR, question: 'Does activation work, and if it does not, why?' },
  offline: {
    owner: VENDOR,
    question: 'For how many days do apps run without the server: are leases long enough?',
  },
  feature: { owner: VENDOR, question: 'Which features are used in a week at all?' },
};
