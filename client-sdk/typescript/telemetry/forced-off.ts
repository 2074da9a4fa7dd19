/**
 * Decides whether the environment forces telemetry off, even after an opt-in: because the person does not want to be
 * tracked, or because the machine belongs to a continuous integration system. The only effect is that nothing is sent.
 */

/**
 * The environment variables by which a person opts out of tracking: the variable of https://consoledonottrack.com, and
 * one for each of the browser signals DNT and Sec-GPC.
 */
const OPT_OUT_VARIABLES = ['DO_NOT_TRACK', 'DNT', 'SEC_GPC'];
/** The environment variables that the usual continuous integration systems set. */
const CI_VARIABLES = [
  'CI',
  'CONTINUOUS_INTEGRATION',
  'GITHUB_ACTIONS',
  'GITLAB_CI',
  'JENKINS_URL',
  'TEAMCITY_VERSION',
  'BUILDKITE',
  'CIRCLECI',
  'TRAVIS',
  'TF_BUILD',
  'APPVEYOR',
  'DRONE',
  'CODEBUILD_BUILD_ID',
  'BITBUCKET_BUILD_NUMBER',
];

export type Environment = Readonly<Record<string, string | undefined>>;

/** What forces telemetry off if the environment may not be read, as in Deno without `--allow-env`. */
const UNREADABLE = 'environment';

/**
 * The environment variable that forces telemetry off; undefined if no variable does. A variable that is empty, `0` or
 * `false` does not count. An environment that may not be read counts as a wish not to be tracked.
 */
export function forcedOffBy(environment: Environment = process.env): string | undefined {
  try {
    return [...OPT_OUT_VARIABLES, ...CI_VARIABLES].find(
      (name) => !['', '0', 'false'].includes(environment[name] ?? ''),
    );
  } catch {
    return UNREADABLE;
  }
}
