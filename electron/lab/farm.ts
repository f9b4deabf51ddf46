/** Room for as many machines as somebody wants to try the client with: further clusters, and what to clone into them. */
import type { TemplatePlan, YardPlan } from './sampleYard.ts';

/** Hosts of one further cluster; a vSphere cluster takes up to 96 (VMware Configuration Maximums, vSphere 8.0). */
const hostsPerCluster = 32;
/** Machines planned for each; a host takes up to 1,024 (VMware Configuration Maximums, vSphere 8.0). */
const machinesPerHost = 200;
const machinesPerFarm = hostsPerCluster * machinesPerHost;
/** Farms cloned from one template: a filer lets 32,767 files share a block, and beyond that every clone is a full copy. Some are left for people to clone. */
const farmsPerTemplate = 5;

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
  const templates = [...plan.templates, ...furtherTemplates(plan, Math.ceil(farms.length / farmsPerTemplate))];
  return { ...plan, farms, templates, clusters: [...plan.clusters, ...clusters], folders: [...plan.folders, ...farms.map(({ name }) => name)] };
}

/** Copies of the templates on filers, by turns, as many as are missing to the number wanted. */
function furtherTemplates(plan: YardPlan, wanted: number): TemplatePlan[] {
  const onFilers = plan.templates.filter(({ datastore }) => plan.datastores.some(({ name, type }) => name === datastore && type === 'NFS'));
  return Array.from({ length: Math.max(0, wanted - onFilers.length) }, (_, index) => {
    const template = onFilers[index % onFilers.length];
    if (template === undefined) throw new Error('The plan of the yard has farms and no template on a filer.');
    return { ...template, name: `${template.name}-${String(2 + Math.floor(index / onFilers.length)).padStart(2, '0')}` };
  });
}
