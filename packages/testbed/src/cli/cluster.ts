import { parseArgs } from 'node:util';
import { ensureKubernetesBinaries } from '../kubernetes/binaries';
import { Cluster } from '../kubernetes/cluster';
import { startCluster } from '../kubernetes/startCluster';
import { Command, interrupted } from './context';

/** Starts clusters side by side and prints the paths of their kubeconfig files. */
export const clusterCommand: Command = async ({ args, signal, say }) => {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: 'string', default: 'testbed' },
      count: { type: 'string', default: '1' },
      nodes: { type: 'string', default: '3' },
    },
  });
  const { name } = values;
  const count = Number(values.count);
  await ensureKubernetesBinaries({ onProgress: say, signal });
  const clusters: Cluster[] = [];
  try {
    for (let index = 1; index <= count && !signal.aborted; index += 1) {
      const cluster = await startCluster({
        name: count === 1 ? name : `${name}-${index}`,
        nodes: Number(values.nodes),
      });
      clusters.push(cluster);
      process.stdout.write(`${cluster.adminKubeconfig}\n`);
      say(`Cluster ${cluster.name} listens on ${cluster.url}`);
    }
    say('Point KUBECONFIG to a file above. Ctrl-C stops everything.');
    await interrupted(signal);
  } finally {
    await Promise.all(clusters.map(cluster => cluster.stop()));
  }
  return 0;
};
