import { z } from 'zod';
import { deploymentSchema, rolloutEvidenceSchema } from './delivery';
import { deploymentDeliverySchema } from './metrics';

/** A deployment with everything that it stands on. @public */
export const deploymentDetailSchema = deploymentSchema.extend({
  evidence: z.array(rolloutEvidenceSchema),
  /** Null where it is not derived yet. */
  delivery: deploymentDeliverySchema.nullish(),
});
/** See {@link deploymentDetailSchema}. @public */
export type DeploymentDetail = z.infer<typeof deploymentDetailSchema>;
