/** An area of the company: a parent team, and the teams below it with the things that they look after. */
interface AreaNames {
  name: string;
  title: string;
  teams: readonly {
    name: string;
    title: string;
    /** What their services are about; empty for a team without services. */
    things: readonly string[];
  }[];
}

/** The names of the made-up company; when more teams are wanted, they are used again with a number. */
export const AREAS: readonly AreaNames[] = [
  {
    name: 'commerce',
    title: 'Commerce',
    teams: [
      {
        name: 'payments',
        title: 'Payments',
        things: ['cart', 'checkout', 'ledger', 'refund'],
      },
      {
        name: 'pricing',
        title: 'Pricing',
        things: ['price', 'campaign', 'voucher'],
      },
      {
        name: 'subscriptions',
        title: 'Subscriptions',
        things: ['plan', 'renewal', 'family-plan', 'trial'],
      },
      {
        name: 'fraud',
        title: 'Fraud & Risk',
        things: ['risk-score', 'chargeback', 'device-check'],
      },
    ],
  },
  {
    name: 'content',
    title: 'Content',
    teams: [
      {
        name: 'ingestion',
        title: 'Ingestion',
        things: ['upload', 'transcode', 'artwork', 'caption'],
      },
      {
        name: 'search',
        title: 'Search',
        things: ['query', 'index', 'suggestion', 'spelling'],
      },
      {
        name: 'rights',
        title: 'Rights & Royalties',
        things: ['contract', 'royalty', 'territory-availability'],
      },
      { name: 'design-system', title: 'Design System', things: [] },
    ],
  },
  {
    name: 'listener',
    title: 'Listener Experience',
    teams: [
      {
        name: 'playback',
        title: 'Playback',
        things: ['stream', 'session', 'offline-download', 'queue'],
      },
      {
        name: 'home',
        title: 'Home',
        things: ['shelf', 'greeting', 'recently-played'],
      },
      {
        name: 'social',
        title: 'Social',
        things: ['follow', 'activity', 'share-link'],
      },
      {
        name: 'notifications',
        title: 'Notifications',
        things: ['push', 'mail', 'preference'],
      },
    ],
  },
  {
    name: 'foundations',
    title: 'Foundations',
    teams: [
      {
        name: 'identity',
        title: 'Identity',
        things: ['login', 'account', 'consent', 'token'],
      },
      {
        name: 'data-platform',
        title: 'Data Platform',
        things: ['event-delivery', 'schema', 'retention'],
      },
      {
        name: 'experimentation',
        title: 'Experimentation',
        things: ['experiment', 'feature-flag', 'exposure'],
      },
      {
        name: 'developer-experience',
        title: 'Developer Experience',
        things: ['build-cache', 'release-train', 'test-report'],
      },
    ],
  },
];

/** What a service does with its thing. */
export const ROLES: readonly {
  name: string;
  description: string;
  /** Whether others call it. */
  serves: boolean;
}[] = [
  { name: 'api', description: 'Answers what others ask about', serves: true },
  { name: 'worker', description: 'Works off the queue of', serves: false },
  { name: 'gateway', description: 'Lets clients reach', serves: true },
  {
    name: 'sync',
    description: 'Keeps other systems in step with',
    serves: false,
  },
  { name: 'store', description: 'Keeps', serves: true },
  { name: 'stream', description: 'Publishes every change of', serves: false },
  { name: 'admin', description: 'Lets support staff look after', serves: true },
  { name: 'report', description: 'Sums up', serves: true },
];

/** For names that a table has to cope with. */
export const LONG_SUFFIX = 'regional-compliance-export-orchestrator';
