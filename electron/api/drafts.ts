import type { Implementer, YardServices } from './services.ts';

export function draftsApi(os: Implementer, { drafts }: YardServices) {
  return {
    list: os.drafts.list.handler(() => drafts.list()),
    save: os.drafts.save.handler(({ input }) => drafts.save(input.id, input.content)),
    remove: os.drafts.remove.handler(({ input }) => drafts.remove(input.id)),
  };
}
