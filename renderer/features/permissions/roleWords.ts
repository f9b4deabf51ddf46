/** What the roles mean. */
import { roleNames, roleSchema, type Role } from '../../../shared/model/access.ts';
import { say } from '../../strings/say.ts';

export const roleMeanings: Readonly<Record<Role, string>> = {
  readOnly: say('permissions.readOnlyMeaning'),
  operator:
    say('permissions.operatorMeaning'),
  administrator: say('permissions.administratorMeaning'),
};

export const roleOptions = roleSchema.options.map((id) => ({ id, label: roleNames[id], description: roleMeanings[id] }));
