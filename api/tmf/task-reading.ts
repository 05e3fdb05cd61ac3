import { randomUUID } from "node:crypto";
import { z } from "zod";
import { principalOf } from "../access.ts";
import type { Api } from "../api.ts";
import { durably } from "../durable.ts";
import { notFound } from "../errors.ts";
import type { Principal } from "../identity/principal.ts";
import type { Role } from "../identity/role.ts";
import { collectionQuery, fieldsQuery, sendCollection } from "./collection.ts";
import { parseFields } from "./field-selection.ts";
import { tmfRoot } from "./names.ts";
import type { TmfParts } from "./parts.ts";
import type { Resource } from "./resource-filter.ts";

const params = z.strictObject({ id: z.string().max(64) });

/** A task as it is told: what was asked, and what came of it. */
export const taskView = z.record(z.string(), z.unknown());

/** Keeps a task that has been done, and shows it. */
export const finished = async (
  { context, tasks }: TmfParts,
  task: { readonly path: string; readonly type: string; readonly owner: string; readonly facts: Resource },
): Promise<Resource & { readonly href: string }> => {
  const id = randomUUID();
  const href = `${tmfRoot}${task.path}/${id}`;
  const resource = { "@type": task.type, ...task.facts, id, href };
  const kept = { id, kind: task.path, owner: task.owner, resource };
  // The acts have entries of their own in the audit log.
  await durably(context, { change: (rows, nowMs) => tasks.keep(rows, nowMs, kept), entry: () => [] });
  return resource;
};

/** Adds the reading routes of one kind of task: everybody reads his own. */
export const taskReading = (
  api: Api,
  { context, tasks }: TmfParts,
  { path, roles }: { readonly path: string; readonly roles: readonly Role[] },
): void => {
  const own = (principal: Principal): readonly Resource[] =>
    tasks.of(path, principal.id).map(({ resource }) => resource);
  const attributesOf = (resources: readonly Resource[]): ReadonlySet<string> =>
    new Set(["state", "@type", "id", "href", ...resources.flatMap((resource) => Object.keys(resource))]);
  const select = (resource: Resource, attributes: ReadonlySet<string> | null): Resource =>
    attributes === null
      ? resource
      : Object.fromEntries(Object.entries(resource).filter(([name]) => attributes.has(name)));
  api.get(
    path,
    {
      config: { roles },
      schema: {
        querystring: collectionQuery(context),
        response: { 200: z.array(taskView), 206: z.array(taskView) },
      },
    },
    async (request, reply) => {
      const items = own(principalOf(request));
      return sendCollection(reply, {
        query: request.query,
        attributes: attributesOf(items),
        items,
        shown: select,
      });
    },
  );
  api.get(
    `${path}/:id`,
    { config: { roles }, schema: { params, querystring: fieldsQuery, response: { 200: taskView } } },
    async (request) => {
      const task = own(principalOf(request)).find(({ id }) => id === request.params.id);
      if (task === undefined) throw notFound(`Task ${request.params.id}`);
      return { ...select(task, parseFields(request.query.fields, attributesOf([task]))) };
    },
  );
};
