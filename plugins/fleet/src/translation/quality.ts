/** What to mend so that more numbers are known. */
export const quality = {
  page: 'Data quality',
  tab: 'Quality',
  lead_one: '{{count}} thing to mend, {{records}} in all.',
  lead_other: '{{count}} things to mend, {{records}} in all.',
  help: '{{act}}, {{places}}, would improve {{numbers}}.',
  helpOther: 'Most would help “{{kind}}”, {{number}} of them: {{numbers}}.',
  places_one: 'in {{count}} place',
  places_other: 'in {{count}} places',
  numbers_one: '{{count}} number',
  numbers_other: '{{count}} numbers',
  records_one: '{{count}} record',
  records_other: '{{count}} records',
  services_one: '{{count}} service',
  services_other: '{{count}} services',
  teams_one: '{{count}} team',
  teams_other: '{{count}} teams',
  numbersOf: '{{numbers}} of {{services}}: {{metrics}}',
  noNumber:
    'No number: it is shown with deployments, or was not in production.',
  andMore: '{{names}} and {{number}} more',
  more: 'and {{number}} more',
  clean: 'Every record joins: nothing to mend.',
  cleanBody:
    'Deployments, commits, pull requests and incidents of these services fit together.',
  caption: 'What to mend',
  problem: 'What is wrong',
  service: 'Service',
  owner: 'Team',
  noOwner: 'Nobody owns these services.',
  recordCount: 'Records',
  recordsHint:
    'How many deployments, commits, pull requests or incidents it is about, of somewhat more than six months.',
  latest: 'Latest',
  when: 'When',
  times: 'First – latest',
  noTime: 'Nobody knows when it was.',
  improves: 'Improves',
  improvesHint:
    'How many numbers would be better known: of each service the metrics that it touches. Hover over one to see which.',
  compact: 'Improves {{numbers}} · {{records}}',
  remedy: 'Remedy',
  show: 'Show',
  mend: 'How to mend',
  mendThis: 'Show how to mend: {{problem}}',
  mended: 'It is mended, or the filters leave it out.',
  copy: 'Copy the lines that mend it',
  where: {
    configuration: 'In the configuration of the portal:',
    catalog_annotation: 'In catalog-info.yaml of the service:',
    workload_annotation:
      'In the manifest of the workload, filled in by the pipeline:',
  },
  recordsTitle: 'Records ({{number}})',
  recordsNone: 'None of them is left.',
  recordsCaption: 'Records that this would mend, what improves most first',
  record: 'Leads to',
  deployment: 'deployment',
  deploymentOf: 'The deployment of: {{problem}}',
  source: 'source',
  sourceOf: 'Where this came from: {{problem}}',
  noLink: 'Whoever told of it gave no address.',
  filters: 'What to mend: filters',
  search: 'Part of a place or service',
  kinds: 'By kind',
  ofService: 'Service: {{name}}',
  drop: 'Drop “{{filter}}”',
  noResult: 'Nothing of this kind is left, or the filters fit nothing.',
  waiting: 'Waiting for the list of what to mend …',
  waitingRecords: 'Waiting for the records …',
  reading_one:
    'Not all of {{scopes}} has been read: some of this may join once it is.',
  reading_other:
    'Not all has been read of {{scopes}}: some of this may join once it is.',
  rebuilding:
    'Pages are being rebuilt from the ledger: some of this may be gone once they are.',
  toSources: 'The page of sources says how far they are',
  elsewhere: {
    title: 'Also to mend',
    workloads_one: '{{count}} workload belongs to no service or environment.',
    workloads_other: '{{count}} workloads belong to no service or environment.',
    records_one:
      '{{count}} service, repository or job that is told of is in no component.',
    records_other:
      '{{count}} services, repositories or jobs that are told of are in no component.',
    unseen_one: '{{count}} service of the catalog is seen by no source.',
    unseen_other: '{{count}} services of the catalog are seen by no source.',
    link: 'The page of sources has them, each with the lines that mend it',
  },
  toMend: {
    title: 'Records that do not join',
    link: 'The page of data quality has them, each with what mends it',
  },
  kindWord: {
    unmapped_ci_environment: 'CI environment unmapped',
    ci_without_version: 'CI tells no version',
    ci_without_rollout: 'CI without a rollout',
    ci_of_another_version: 'CI tells another version',
    shared_ci_deployment: 'shared deployment of nobody',
    version_without_commit: 'version without a commit',
    version_with_ambiguous_commit: 'commit ambiguous',
    commit_contradicted: 'commit contradicted',
    unknown_commit: 'commit unknown',
    unknown_base: 'commit before unknown',
    history_incomplete: 'history incomplete',
    history_rewritten: 'history rewritten',
    range_too_long: 'too many commits',
    unknown_paths: 'changed files unknown',
    unknown_finish: 'finish unknown',
    negative_lead_time: 'commit younger than deployment',
    negative_stage: 'stage ends before it begins',
    negative_recovery: 'restored before it failed',
    incident_ends_before_it_begins: 'incident ends before it begins',
    time_in_the_future: 'time in the future',
    time_before_the_epoch: 'time before 1970',
  },
  /** What is wrong with all records of a kind at one place. */
  together: {
    unmapped_ci_environment:
      'CI deploys to {{place}}, which maps to no environment.',
    ci_without_version: 'CI of {{place}} deploys without saying which version.',
    ci_without_rollout:
      'CI says that it deploys {{place}}, but nothing is rolled out then.',
    ci_of_another_version:
      'What CI of {{place}} says it deploys is not what is rolled out then.',
    shared_ci_deployment:
      'Nothing tells which of the services that have {{place}} CI deploys.',
    version_without_commit:
      'Nothing leads from versions of {{place}} to their commits.',
    version_with_ambiguous_commit:
      'Versions of {{place}} may be one of several commits each.',
    commit_contradicted:
      'Images and CI of {{place}} name different commits for the same versions.',
    unknown_commit: 'Commits that are deployed are not known in {{place}}.',
    unknown_base:
      'Of versions of {{place}} the commit of the version before is not known.',
    history_incomplete: 'The known history of {{place}} ends between versions.',
    history_rewritten:
      'Versions of {{place}} do not follow from those before: history was rewritten, or other branches deployed.',
    range_too_long:
      'More commits of {{place}} lie between versions than are looked at.',
    unknown_paths: 'It is not known what commits of {{place}} change.',
    unknown_finish:
      'Versions were rolled out on {{place}} in a gap of what was seen: nobody knows when.',
    negative_lead_time:
      'Commits of {{place}} are younger than their deployments.',
    negative_stage:
      'Stages of pull requests of {{place}} end before they begin.',
    negative_recovery:
      'Deployments of {{place}} were put right before they had failed.',
    incident_ends_before_it_begins:
      'Incidents of {{place}} were resolved before they were opened.',
    time_in_the_future: 'Records of {{place}} begin in the future.',
    time_before_the_epoch: 'Records of {{place}} are from before 1970.',
  },
  /** What to do. */
  todo: {
    unmapped_ci_environment:
      'Map its name or tier in the configuration, once for all services; it counts for numbers where it is production.',
    ci_without_version:
      'Let the pipeline report the commit, tag or image it deploys.',
    ci_without_rollout:
      'Check that the cluster of this environment is a source, and that its workloads belong to this service.',
    ci_of_another_version:
      'Name the image by the tag or commit of the pipeline, or let the pipeline report the image.',
    shared_ci_deployment:
      'Annotate the entities of those that it deploys with landfall.dev/ci-environments: "<environment>", or each of them with its landfall.dev/source-paths.',
    version_without_commit:
      'Tag the image with its commit, label it with org.opencontainers.image.revision, annotate the workload, or publish a release of that tag.',
    version_with_ambiguous_commit:
      'Tag the image with more digits of its commit.',
    commit_contradicted: 'Check which commit the pipeline builds and deploys.',
    unknown_commit:
      'Check that the repository is connected, and that the commit was not removed by a forced push.',
    unknown_base:
      'Check that the repository is connected as far back as that version.',
    history_incomplete:
      'Let the source import older commits of the repository.',
    history_rewritten:
      'Deploy from one branch, and do not rewrite what was deployed.',
    range_too_long: 'Nothing to mend if it was so; else check both commits.',
    unknown_paths:
      'Let the source read the files of commits; those that change very many are never told.',
    unknown_finish:
      'Nothing to mend for the past; see why the source had a gap.',
    negative_lead_time: 'Check the clock of the machine that committed it.',
    negative_stage:
      'Nothing to mend where reviews came after merging; else check clocks.',
    negative_recovery: 'Check the times of the incident.',
    incident_ends_before_it_begins: 'Correct its times in the tool.',
    time_in_the_future: 'Check the clock of the machine that reports it.',
    time_before_the_epoch:
      'Correct its time, or the clock of the machine that made it.',
  },
  /** What doing it is called. */
  act: {
    unmapped_ci_environment: 'Mapping environments of CI',
    ci_without_version: 'Letting pipelines say which version they deploy',
    ci_without_rollout: 'Joining workloads with what CI deploys',
    ci_of_another_version: 'Letting CI and clusters name the same versions',
    shared_ci_deployment: 'Saying whose deployments in shared repositories are',
    version_without_commit: 'Leading versions to their commits',
    version_with_ambiguous_commit:
      'Tagging images with more digits of their commits',
    commit_contradicted: 'Letting images and CI name the same commits',
    unknown_commit:
      'Connecting repositories with the commits that are deployed',
    unknown_base: 'Connecting repositories further back',
    history_incomplete: 'Importing older commits',
    history_rewritten: 'Deploying from one branch that is not rewritten',
    range_too_long: 'Checking versions that are thousands of commits apart',
    unknown_paths: 'Reading the files of commits',
    unknown_finish: 'Closing gaps of what is seen of clusters',
    negative_lead_time: 'Correcting clocks of machines that commit',
    negative_stage: 'Correcting the times of pull requests',
    negative_recovery: 'Correcting the times of incidents',
    incident_ends_before_it_begins: 'Correcting the times of incidents',
    time_in_the_future: 'Correcting clocks of machines that report',
    time_before_the_epoch: 'Correcting times from before 1970',
  },
} as const;
