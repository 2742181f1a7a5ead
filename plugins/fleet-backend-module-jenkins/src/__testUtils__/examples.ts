/**
 * Builds and messages for tests, in the shape of answers of real servers that were published, with made-up values:
 * builds of multibranch pipelines after `backend/plugins/jenkins/e2e/raw_tables/_raw_jenkins_api_builds_multibranch.csv` of apache/incubator-devlake; of other jobs, and the
 * changes of a build, after `jenkinsapi_tests/unittests/configs.py` of pycontribs/jenkinsapi; the message of the plugin Notification after its README in
 * jenkins-infra/plugins-wiki-docs and `model/{JobState,BuildState,ScmState}.java` of jenkinsci/notification-plugin.
 */
import type { Json } from './standIn';

/** When the first example began. */
export const START = Date.parse('2026-03-02T09:00:00Z');
const MINUTE = 60_000;

/** A name that must not be kept. */
export const PERSON = 'Ada Example';
/** A value that must not be kept. */
export const SECRET_VALUE = 'a-value-that-nobody-asked-for';

/** A full name of a commit. */
export const commitOf = (number: number) =>
  number.toString(16).padStart(40, 'c');

/** What differs between builds. */
export interface ExampleBuild {
  number: number;
  /** `job/shop/job/deploy/`. */
  jobUrl?: string;
  at?: number;
  duration?: number;
  /** None while it runs. */
  result?: string | null;
  building?: boolean;
  parameters?: Record<string, string>;
  environment?: Record<string, string>;
  /** Undefined: it checked out nothing. */
  commit?: string;
  branch?: string;
  repository?: string;
  changes?: {
    commit: string;
    at: number;
    message?: string;
    paths?: string[];
  }[];
}

/** A build of a pipeline. */
export function exampleBuild(given: ExampleBuild): Json {
  const {
    number,
    jobUrl = 'http://localhost:8080/job/shop/job/deploy/',
    at = START + number * 10 * MINUTE,
    result = 'SUCCESS',
    building = false,
    duration = building ? 0 : 90_000,
    parameters,
    environment,
    commit = commitOf(number),
    branch = 'main',
    repository = 'git@github.com:acme/cart.git',
    changes = [],
  } = given;
  return {
    _class: 'org.jenkinsci.plugins.workflow.job.WorkflowRun',
    actions: [
      {
        _class: 'hudson.model.CauseAction',
        causes: [
          {
            _class: 'hudson.model.Cause$UserIdCause',
            shortDescription: `Started by user ${PERSON}`,
            userId: 'ada',
            userName: PERSON,
          },
        ],
      },
      null,
      {},
      {
        _class: 'org.jenkinsci.plugins.workflow.cps.EnvActionImpl',
        environment: { OTHER: SECRET_VALUE, ...environment },
      },
      {
        _class: 'hudson.model.ParametersAction',
        parameters: [
          ...Object.entries(parameters ?? {}).map(([name, value]) => ({
            _class: 'hudson.model.StringParameterValue',
            name,
            value,
          })),
          {
            _class: 'hudson.model.StringParameterValue',
            name: 'UNASKED',
            value: SECRET_VALUE,
          },
          { _class: 'hudson.model.PasswordParameterValue', name: 'TOKEN' },
        ],
      },
      {
        _class: 'hudson.plugins.git.util.BuildData',
        lastBuiltRevision: {
          SHA1: commit,
          branch: [{ SHA1: commit, name: branch }],
        },
        remoteUrls: [repository],
        scmName: '',
      },
      {},
    ],
    artifacts: [],
    building,
    description: null,
    displayName: `#${number}`,
    duration,
    estimatedDuration: 100_000,
    fullDisplayName: `shop » deploy #${number}`,
    id: String(number),
    keepLog: false,
    number,
    queueId: 1_000 + number,
    result: building ? null : result,
    timestamp: at,
    url: `${jobUrl}${number}/`,
    changeSets: [
      {
        _class: 'hudson.plugins.git.GitChangeSetList',
        items: changes.map(change => ({
          _class: 'hudson.plugins.git.GitChangeSet',
          affectedPaths: change.paths ?? ['README.md'],
          commitId: change.commit,
          timestamp: change.at,
          author: {
            absoluteUrl: 'http://localhost:8080/user/ada',
            fullName: PERSON,
          },
          authorEmail: 'ada@acme.example',
          comment: change.message ?? 'Change something\n',
          date: '2026-03-02 09:00:00 +0000',
          id: change.commit,
          msg: 'Change something',
          paths: [{ editType: 'edit', file: 'README.md' }],
        })),
        kind: 'git',
      },
    ],
    culprits: [
      { absoluteUrl: 'http://localhost:8080/user/ada', fullName: PERSON },
    ],
    inProgress: building,
  };
}

/** A message of the plugin Notification. */
export function exampleNotification(given: {
  job?: string;
  number: number;
  phase?: string;
  root?: string;
}): Json {
  const {
    job = 'job/shop/job/deploy/',
    number,
    phase = 'FINALIZED',
    root = 'http://localhost:8080/',
  } = given;
  return {
    name: 'deploy',
    display_name: 'deploy',
    url: job,
    build: {
      full_url: `${root}${job}${number}/`,
      number,
      queue_id: 1_000 + number,
      timestamp: START,
      duration: 90_000,
      phase,
      status: 'SUCCESS',
      url: `${job}${number}/`,
      scm: {
        url: 'https://github.com/acme/cart.git',
        branch: 'origin/main',
        commit: commitOf(number),
        changes: [],
        culprits: [PERSON],
      },
      log: '',
      notes: '',
      artifacts: {},
    },
  };
}
