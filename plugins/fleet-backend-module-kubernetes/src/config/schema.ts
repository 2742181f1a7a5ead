import { z } from 'zod';

const names = z.array(z.string().min(1).max(317)).optional();

const options = {
  namespaces: z.strictObject({ include: names, exclude: names }).optional(),
  annotations: names,
  ignoredTemplateAnnotations: names,
  fieldManagers: z.strictObject({ machines: names, people: names }).optional(),
  workloadLink: z.string().min(1).max(1024).optional(),
  capacity: z.boolean().optional(),
};

/** One entry of `fleet.kubernetes.clusters`. */
export const clusterSchema = z.strictObject({
  name: z.string().min(1).max(253),
  inCluster: z.boolean().optional(),
  kubeconfig: z
    .strictObject({
      file: z.string().min(1),
      context: z.string().min(1).optional(),
    })
    .optional(),
  url: z.url({ protocol: /^https?$/ }).optional(),
  token: z.string().min(1).optional(),
  tokenFile: z.string().min(1).optional(),
  ca: z.string().min(1).optional(),
  caFile: z.string().min(1).optional(),
  skipTLSVerify: z.boolean().optional(),
  ...options,
});
/** See {@link clusterSchema}. */
export type ClusterInput = z.infer<typeof clusterSchema>;

/** `fleet.kubernetes` without its clusters, which are looked at one by one. */
export const sectionSchema = z.strictObject({
  clusters: z.array(z.unknown()).optional(),
  ...options,
});
/** See {@link sectionSchema}. */
export type SectionInput = z.infer<typeof sectionSchema>;
