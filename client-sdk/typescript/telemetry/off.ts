/**
 * Forces telemetry off, even after an opt-in: the person's wish not to be tracked, and machines of continuous
 * integration. The only file of the SDK that reads the environment, and only to send nothing.
 */

/** https://consoledonottrack.com, and the two signals of browsers if they are set in the environment. */
const OPT_OUT_VARIABLES = ['DO_NOT_TRACK', 'DNT', 'SEC_GPC'];
/** Variables that the usual continuous integration systems set. */
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

/** The variable that forces telemetry off; undefined if none does. An empty value, `0` and `false` do not count. */
export function forcedOffBy(environment: Environment = process.env): string | undefined {
  return [...OPT_OUT_VARIABLES, ...CI_VARIABLES].find(
    (name) => !['', '0', 'false'].includes(environment[name] ?? ''),
  );
}
