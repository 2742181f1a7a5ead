import { projectJob, type Job, type JobProjection } from '../model/job';

/** Reads jobs, each but once: a job with another content has another id. */
export class JobReader {
  private known = new Map<string, Job>();

  constructor(private readonly projection: JobProjection) {}

  /** By full id. */
  read(answer: Record<string, unknown>): {
    jobs: Map<string, Job>;
    malformed: string[];
  } {
    const jobs = new Map<string, Job>();
    const malformed: string[] = [];
    for (const [id, raw] of Object.entries(answer)) {
      const job = this.known.get(id) ?? projectJob(raw, this.projection);
      if (job) jobs.set(id, job);
      else malformed.push(id);
    }
    this.known = new Map(jobs);
    return { jobs, malformed };
  }
}
