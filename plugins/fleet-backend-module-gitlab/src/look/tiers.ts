import { isGone } from '@landfall/backstage-plugin-fleet-node/codeHosts';
import { environmentSchema, type Tier } from '../facts/payload';
import type { GitlabLook } from './projectLook';

/** A thousand environments, before those that are left are asked for one by one. */
const MOST_PAGES = 10;

/**
 * What environments are for: deployments do not tell it. Each is asked for once in a look; in a first import most at once, because all are needed.
 */
export class Tiers {
  private readonly asked = new Map<number, Promise<Tier | null>>();
  private all: Promise<void> | undefined;

  constructor(private readonly look: GitlabLook) {}

  /** What an environment is for; null where GitLab does not say. @throws CodeHostError */
  async of(id: number): Promise<Tier | null> {
    if (this.look.state.lists.deployments?.newest === undefined) {
      this.all ??= this.askAll();
      await this.all;
    }
    const known = this.asked.get(id) ?? this.ask(id);
    this.asked.set(id, known);
    return known;
  }

  private async askAll(): Promise<void> {
    const items = await this.look.pages('/environments', MOST_PAGES);
    for (const item of items) {
      const { data } = environmentSchema.safeParse(item);
      if (data) this.asked.set(data.id, Promise.resolve(data.tier ?? null));
    }
  }

  private async ask(id: number): Promise<Tier | null> {
    try {
      const { body } = await this.look.get(`/environments/${id}`);
      return environmentSchema.safeParse(body).data?.tier ?? null;
    } catch (error) {
      if (isGone(error)) return null;
      throw error;
    }
  }
}
