/** What the roles mean. */
import { roleNames, roleSchema, type Role } from '../../../shared/model/access.ts';

export const roleMeanings: Readonly<Record<Role, string>> = {
  readOnly: 'Sees everything and changes nothing.',
  operator:
    'The life of virtual machines: power, snapshots, deploy, clone, edit, migrate, delete. Also acknowledges alarms and cancels tasks of its own. No datastores, hosts, networks, policies, customization specifications, disk images or access keys.',
  administrator: 'Everything, access keys too.',
};

export const roleOptions = roleSchema.options.map((id) => ({ id, label: roleNames[id], description: roleMeanings[id] }));
