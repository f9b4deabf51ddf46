/** Room for as many machines as somebody wants to try the client with: further clusters, and what to clone into them. */
import type { YardPlan } from './sampleYard.ts';

/** Hosts of one further cluster; a vSphere cluster takes up to 96 (VMware Configuration Maximums, vSphere 8.0). */
const hostsPerCluster = 32;
/** Machines planned for each; a host takes up to 1,024 (VMware Configuration Maximums, vSphere 8.0). */
const machinesPerHost = 200;
const machinesPerFarm = hostsPerCluster * machinesPerHost;

/** Machines of one further cluster: all go into the folder and the cluster of the same name. */
interface Farm {
  readonly name: string;
  readonly count: number;
}

export interface FarmedPlan extends YardPlan {
  readonly farms: readonly Farm[];
}

/** What is missing to `machineCount` machines. */
function farmsOf(plan: YardPlan, machineCount: number): Farm[] {
  let left = machineCount - plan.machines.reduce((sum, row) => sum + row.count, 0);
  const farms: Farm[] = [];
  while (left > 0) {
    const count = Math.min(left, machinesPerFarm);
    farms.push({ name: `farm-${String(farms.length + 1).padStart(2, '0')}`, count });
    left -= count;
  }
  return farms;
}

/** The plan with a cluster and a folder for each farm, still without machines in them. */
export function withFarms(plan: YardPlan, machineCount: number): FarmedPlan {
  const farms = farmsOf(plan, machineCount);
  const clusters = farms.map(({ name, count }) => ({
    name,
    hosts: Array.from({ length: Math.ceil(count / machinesPerHost) }, (_, index) => `esx-${name}-${String(index + 1).padStart(2, '0')}.yard.local`),
  }));
  return { ...plan, farms, clusters: [...plan.clusters, ...clusters], folders: [...plan.folders, ...farms.map(({ name }) => name)] };
}
