/**
 * What keeps telemetry off whatever was said before: the person's own wish not to be tracked, and machines of builds and
 * tests. The only file of this SDK that reads the environment, and only to send nothing.
 */

/** https://consoledonottrack.com; and the two signals of browsers, where somebody has put them into the environment. */
const WISHES = ['DO_NOT_TRACK', 'DNT', 'SEC_GPC'];
/** What the usual systems of continuous integration set. */
const BUILDS = [
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

/** The variable that forces telemetry off; undefined: none. Any value counts but nothing, `0` and `false`. */
export function forcedOffBy(environment: Environment = process.env): string | undefined {
  return [...WISHES, ...BUILDS].find((name) => !['', '0', 'false'].includes(environment[name] ?? ''));
}
