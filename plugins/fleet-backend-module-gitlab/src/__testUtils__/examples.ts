/**
 * Objects and payloads as GitLab published them in its documentation, shortened by what is not read here, and with made-up people. Each says where it is from; of the API below
 * https://docs.gitlab.com/api/, of webhooks all from https://docs.gitlab.com/user/project/integrations/webhook_events/.
 */
import type { Json } from './standIn';

const published = {
  /** https://docs.gitlab.com/api/deployments/#list-project-deployments */
  deployment: {
    created_at: '2016-08-11T11:32:35.444Z',
    updated_at: '2016-08-11T11:34:01.123Z',
    status: 'created',
    deployable: {
      commit: {
        author_email: 'admin@example.com',
        author_name: 'Administrator',
        created_at: '2016-08-11T13:28:26.000+02:00',
        id: 'a91957a858320c0e17f3a0eca7cfacbff50ea29a',
        message:
          "Merge branch 'rename-readme' into 'main'\r\n\r\nRename README\r\n\r\n\r\n\r\nSee merge request !2",
        short_id: 'a91957a8',
        title: "Merge branch 'rename-readme' into 'main'\r",
      },
      coverage: null,
      created_at: '2016-08-11T11:32:24.456Z',
      finished_at: '2016-08-11T11:32:35.145Z',
      id: 664,
      name: 'deploy',
      ref: 'main',
      runner: null,
      stage: 'deploy',
      started_at: null,
      status: 'success',
      tag: false,
      project: { ci_job_token_scope_enabled: false },
      user: {
        id: 1,
        name: 'Administrator',
        username: 'root',
        web_url: 'http://gitlab.dev/root',
      },
      pipeline: {
        created_at: '2016-08-11T07:43:52.143Z',
        id: 37,
        ref: 'main',
        sha: 'a91957a858320c0e17f3a0eca7cfacbff50ea29a',
        status: 'success',
        updated_at: '2016-08-11T07:43:52.143Z',
        web_url: 'http://gitlab.dev/root/project/pipelines/13',
      },
    },
    environment: {
      external_url: 'https://about.gitlab.com',
      id: 9,
      name: 'production',
    },
    id: 42,
    iid: 2,
    ref: 'main',
    sha: 'a91957a858320c0e17f3a0eca7cfacbff50ea29a',
    user: { id: 1, name: 'Administrator', username: 'root' },
  },
  /** https://docs.gitlab.com/api/environments/#create-a-new-environment */
  environment: {
    id: 1,
    name: 'deploy',
    slug: 'deploy',
    external_url: 'https://deploy.gitlab.example.com',
    state: 'available',
    tier: 'production',
    created_at: '2019-05-25T18:55:13.252Z',
    updated_at: '2019-05-27T18:55:13.252Z',
  },
  /** https://docs.gitlab.com/api/pipelines/#list-project-pipelines */
  pipeline: {
    id: 47,
    iid: 12,
    project_id: 1,
    status: 'pending',
    source: 'push',
    ref: 'new-pipeline',
    sha: 'a91957a858320c0e17f3a0eca7cfacbff50ea29a',
    name: 'Build pipeline',
    web_url: 'https://example.com/foo/bar/pipelines/47',
    created_at: '2016-08-11T11:28:34.085Z',
    updated_at: '2016-08-11T11:32:35.169Z',
  },
  /** https://docs.gitlab.com/api/merge_requests/#list-merge-requests */
  merge_request: {
    id: 1,
    iid: 1,
    project_id: 3,
    title: 'test1',
    description: 'fixed login page css paddings',
    state: 'merged',
    merged_by: { id: 87854, name: 'Jane Smith', username: 'jsmith' },
    merged_at: '2018-09-07T11:16:17.520Z',
    closed_by: null,
    closed_at: null,
    created_at: '2017-04-29T08:46:00Z',
    updated_at: '2017-04-29T08:46:00Z',
    target_branch: 'master',
    source_branch: 'test1',
    upvotes: 0,
    downvotes: 0,
    author: { id: 1, name: 'Administrator', username: 'admin' },
    source_project_id: 2,
    target_project_id: 3,
    labels: ['Community contribution', 'Manage'],
    work_in_progress: false,
    merge_status: 'can_be_merged',
    sha: '8888888888888888888888888888888888888888',
    merge_commit_sha: null,
    squash_commit_sha: null,
    user_notes_count: 1,
    web_url: 'http://gitlab.example.com/my-group/my-project/merge_requests/1',
    squash: false,
  },
  /** https://docs.gitlab.com/api/notes/#list-project-issue-notes */
  note: {
    id: 305,
    body: 'Text of the comment\r\n',
    attachment: null,
    author: {
      id: 1,
      username: 'pipin',
      email: 'admin@example.com',
      name: 'Pip',
      state: 'active',
      created_at: '2013-09-30T13:46:01Z',
    },
    created_at: '2013-10-02T09:56:03Z',
    updated_at: '2013-10-02T09:56:03Z',
    system: true,
    noteable_id: 121,
    noteable_type: 'Issue',
    resolvable: false,
    internal: true,
  },
  /** https://docs.gitlab.com/api/commits/#list-repository-commits */
  commit: {
    id: 'ed899a2f4b50b4370feeea94676502b42383c746',
    short_id: 'ed899a2f4b5',
    title: 'Replace sanitize with escape once',
    author_name: 'Jane Smith',
    author_email: 'jane@example.com',
    authored_date: '2012-09-20T11:50:22+03:00',
    committer_name: 'Administrator',
    committer_email: 'admin@example.com',
    committed_date: '2012-09-20T11:50:22+03:00',
    created_at: '2012-09-20T11:50:22+03:00',
    message: 'Replace sanitize with escape once',
    parent_ids: ['6104942438c14ec7bd21c6cd5bd995272b3faff6'],
  },
  /** https://docs.gitlab.com/api/commits/#get-commit-diff */
  diff: {
    diff: '--- a/doc/update/5.4-to-6.0.md\n+++ b/doc/update/5.4-to-6.0.md\n',
    new_path: 'doc/update/5.4-to-6.0.md',
    old_path: 'doc/update/5.4-to-6.0.md',
    a_mode: null,
    b_mode: '100644',
    new_file: false,
    renamed_file: false,
    deleted_file: false,
  },
  /** https://docs.gitlab.com/api/tags/#list-project-repository-tags */
  tag: {
    commit: {
      id: '2695effb5807a22ff3d138d593fd856244e155e7',
      short_id: '2695effb',
      title: 'Initial commit',
      created_at: '2017-07-26T11:08:53.000+02:00',
      parent_ids: ['2a4b78934375d7f53875269ffd4f45fd83a84ebe'],
      message: 'Initial commit',
      author_name: 'John Smith',
      author_email: 'john@example.com',
      committed_date: '2012-05-28T04:42:42-07:00',
    },
    release: { tag_name: '1.0.0', description: 'Amazing release. Wow' },
    name: 'v1.0.0',
    target: '2695effb5807a22ff3d138d593fd856244e155e7',
    message: null,
    protected: true,
    created_at: '2017-07-26T11:08:53.000+02:00',
  },
  /** https://docs.gitlab.com/api/releases/#list-releases */
  release: {
    tag_name: 'v0.2',
    description: '## CHANGELOG',
    name: 'Awesome app v0.2 beta',
    created_at: '2019-01-03T01:56:19.539Z',
    released_at: '2019-01-03T01:56:19.539Z',
    author: { id: 1, name: 'Administrator', username: 'root' },
    commit: { id: '079e90101242458910cccd35eab0e211dfc359c0' },
  },
  /** https://docs.gitlab.com/api/issues/#list-issues */
  issue: {
    state: 'opened',
    description: 'Ratione dolores corrupti mollitia soluta quia.',
    author: { id: 18, name: 'Alexandra Bashirian', username: 'eileen.lowe' },
    project_id: 1,
    updated_at: '2016-01-04T15:31:51.081Z',
    closed_at: null,
    closed_by: null,
    id: 76,
    title: 'Consequatur vero maxime deserunt laboriosam est voluptas dolorem.',
    created_at: '2016-01-04T15:31:51.081Z',
    moved_to_id: null,
    iid: 6,
    labels: ['foo', 'bar'],
    type: 'ISSUE',
    issue_type: 'issue',
    severity: 'UNKNOWN',
    web_url: 'http://example.com/my-group/my-project/issues/6',
    confidential: false,
  },
} satisfies Record<string, Json>;

/** What the documentation of each event has as its project. */
const project = (
  path_with_namespace: string,
  web_url: string,
  default_branch = 'master',
) => ({
  project: {
    id: 1,
    name: 'Gitlab Test',
    web_url,
    git_ssh_url: 'git@example.com:gitlabhq/gitlab-test.git',
    namespace: 'GitlabHQ',
    visibility_level: 20,
    path_with_namespace,
    default_branch,
  },
});
const administrator = {
  id: 1,
  name: 'Administrator',
  username: 'root',
  email: 'admin@example.com',
};
const label = { id: 206, title: 'API', color: '#ffffff', project_id: 14 };

const webhooks = {
  /** #push-events */
  push: {
    object_kind: 'push',
    event_name: 'push',
    before: '95790bf891e76fee5e1747ab589903a6a1f80f22',
    after: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
    ref: 'refs/heads/master',
    checkout_sha: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
    user_name: 'John Smith',
    user_email: 'john@example.com',
    project_id: 15,
    ...project('mike/diaspora', 'http://example.com/mike/diaspora'),
    commits: [
      {
        id: 'b6568db1bc1dcd7f8b4d5a946b0b91f9dacd7327',
        message: 'Update Catalan translation to e38cb41.',
        title: 'Update Catalan translation to e38cb41.',
        timestamp: '2011-12-12T14:27:31+02:00',
        author: { name: 'Jane Smith', email: 'jane@example.com' },
        added: ['CHANGELOG'],
        modified: ['app/controller/application.rb'],
        removed: [],
      },
      {
        id: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
        message: 'fixed readme',
        title: 'fixed readme',
        timestamp: '2012-01-03T23:36:29+02:00',
        author: {
          name: 'GitLab dev user',
          email: 'gitlabdev@dv6700.(none)',
        },
        added: ['CHANGELOG'],
        modified: ['app/controller/application.rb'],
        removed: [],
      },
    ],
    total_commits_count: 4,
  },
  /** #tag-events */
  tag_push: {
    object_kind: 'tag_push',
    event_name: 'tag_push',
    before: '0000000000000000000000000000000000000000',
    after: '82b3d5ae55f7080f1e6022629cdb57bfae7cccc7',
    ref: 'refs/tags/v1.0.0',
    checkout_sha: '82b3d5ae55f7080f1e6022629cdb57bfae7cccc7',
    user_name: 'John Smith',
    ...project('jsmith/example', 'http://example.com/jsmith/example'),
    commits: [],
    total_commits_count: 0,
  },
  /** #work-item-events */
  issue: {
    object_kind: 'issue',
    event_type: 'issue',
    user: administrator,
    ...project(
      'gitlabhq/gitlab-test',
      'http://example.com/gitlabhq/gitlab-test',
    ),
    object_attributes: {
      id: 301,
      title: 'New API: create/update/delete file',
      author_id: 51,
      project_id: 14,
      created_at: '2013-12-03T17:15:43Z',
      updated_at: '2013-12-03T17:15:43Z',
      description: 'Create new API for manipulations with repository',
      state_id: 1,
      confidential: false,
      moved_to_id: null,
      type: 'Issue',
      iid: 23,
      url: 'http://example.com/diaspora/issues/23',
      state: 'opened',
      action: 'open',
      severity: 'high',
      escalation_status: 'triggered',
      labels: [label],
    },
    labels: [label],
  },
  /** #merge-request-events */
  merge_request: {
    object_kind: 'merge_request',
    event_type: 'merge_request',
    user: administrator,
    ...project(
      'gitlabhq/gitlab-test',
      'http://example.com/gitlabhq/gitlab-test',
    ),
    object_attributes: {
      id: 99,
      iid: 1,
      target_branch: 'master',
      source_branch: 'ms-viewport',
      source_project_id: 14,
      author_id: 51,
      title: 'MS-Viewport',
      created_at: '2013-12-03T17:23:34Z',
      updated_at: '2013-12-03T17:23:34Z',
      state_id: 1,
      state: 'opened',
      work_in_progress: false,
      draft: false,
      merge_status: 'unchecked',
      target_project_id: 14,
      description: '',
      url: 'http://example.com/diaspora/merge_requests/1',
      last_commit: {
        id: 'da1560886d4f094c3e6c9ef40349f7d38b5d27d7',
        message: 'fixed readme',
        timestamp: '2012-01-03T23:36:29+02:00',
        author: {
          name: 'GitLab dev user',
          email: 'gitlabdev@dv6700.(none)',
        },
      },
      labels: [label],
      action: 'open',
    },
    labels: [label],
  },
  /** #pipeline-events */
  pipeline: {
    object_kind: 'pipeline',
    object_attributes: {
      id: 31,
      iid: 3,
      name: 'Pipeline for branch: master',
      ref: 'master',
      tag: false,
      sha: 'bcbb5ec396a2c0f828686f14fac9b80b780504f2',
      before_sha: 'bcbb5ec396a2c0f828686f14fac9b80b780504f2',
      source: 'merge_request_event',
      status: 'success',
      stages: ['build', 'test', 'deploy'],
      created_at: '2016-08-12 15:23:28 UTC',
      finished_at: '2016-08-12 15:26:29 UTC',
      duration: 63,
      variables: [{ key: 'NESTOR_PROD_ENVIRONMENT', value: 'us-west-1' }],
      url: 'http://example.com/gitlab-org/gitlab-test/-/pipelines/31',
    },
    user: administrator,
    ...project(
      'gitlab-org/gitlab-test',
      'http://192.168.64.1:3005/gitlab-org/gitlab-test',
    ),
  },
  /** #deployment-events */
  deployment: {
    object_kind: 'deployment',
    status: 'success',
    status_changed_at: '2021-04-28 21:50:00 +0200',
    deployment_id: 15,
    deployable_id: 796,
    deployable_url:
      'http://10.126.0.2:3000/root/test-deployment-webhooks/-/jobs/796',
    environment: 'staging',
    environment_tier: 'staging',
    environment_slug: 'staging',
    environment_external_url: 'https://staging.example.com',
    ...project(
      'root/test-deployment-webhooks',
      'http://10.126.0.2:3000/root/test-deployment-webhooks',
    ),
    short_sha: '279484c0',
    user: administrator,
    user_url: 'http://10.126.0.2:3000/root',
    commit_url:
      'http://10.126.0.2:3000/root/test-deployment-webhooks/-/commit/279484c09fbe69ededfced8c1bb6e6d24616b468',
    commit_title: 'Add new file',
  },
  /** #release-events */
  release: {
    id: 1,
    created_at: '2020-11-02 12:55:12 UTC',
    description: 'v1.1 has been released',
    name: 'v1.1',
    released_at: '2020-11-02 12:55:12 UTC',
    tag: 'v1.1',
    object_kind: 'release',
    ...project(
      'gitlab-org/release-webhook-example',
      'https://example.com/gitlab-org/release-webhook-example',
    ),
    url: 'https://example.com/gitlab-org/release-webhook-example/-/releases/v1.1',
    action: 'create',
    commit: {
      id: 'ee0a3fb31ac16e11b9dbb596ad16d4af654d08f8',
      message: 'Release v1.1',
      title: 'Release v1.1',
      timestamp: '2020-10-31T14:58:32+11:00',
      author: { name: 'Example User', email: 'user@example.com' },
    },
  },
} satisfies Record<string, Json>;

/** An object of the API, as a copy. */
export function example(name: keyof typeof published): Json {
  return structuredClone(published[name]);
}

/** The payload of a webhook, as a copy. */
export function webhookExample(event: keyof typeof webhooks): Json {
  return structuredClone(webhooks[event]);
}

/** The events that have an example. */
export const WEBHOOK_EXAMPLES = Object.keys(
  webhooks,
) as (keyof typeof webhooks)[];
