import type { Readable } from "node:stream";
import type { FastifyReply } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { principalOf } from "../access.ts";
import { pageQuery, pageView, type RouteGroup } from "../api.ts";
import { admitTo } from "../berths.ts";
import type { ApiContext } from "../context.ts";
import { durably } from "../durable.ts";
import { ApiError, notFound } from "../errors.ts";
import { type Photo, photoFileName, photoIdOf, photoKey } from "../field/photo-album.ts";
import { PhotoNotWritten } from "../field/photo-files.ts";
import { photoTypeOf, photoTypes } from "../field/photo-type.ts";
import { staffRoles } from "../identity/role.ts";
import { Sight, siteInSight } from "../identity/sight.ts";
import { occurrenceOf } from "../occurrence.ts";
import { pageByKey } from "../paging.ts";
import { instantInput, iso, isoOrNull } from "../views/instant.ts";
import { photoView, presentPhoto } from "../views/photo-view.ts";

const captionCharactersMax = 500;
const photoAgeSecondsMax = 31_536_000;
const config = { roles: staffRoles };
const siteParams = z.strictObject({ site: z.string() });
const photoParams = z.strictObject({ id: z.string().max(64) });

/** A photo that arrived, before it is kept. */
interface ArrivedPhoto extends Pick<Photo, "id" | "site" | "actor" | "caption" | "contentType"> {
  readonly content: Buffer;
  readonly sentMs: number | null;
}

const writeFile = async ({ field }: ApiContext, photo: ArrivedPhoto): Promise<void> => {
  try {
    await field.files.keep(photoFileName(photo), photo.content);
  } catch (error) {
    if (!(error instanceof PhotoNotWritten)) throw error;
    const detail = `The photo could not be written: ${error.message}`;
    throw new ApiError("journal-unavailable", { detail, retryAfterSeconds: 60, cause: error });
  }
};

/** The file first, then the record: whoever finds the record finds the file. */
const keep = async (context: ApiContext, arrived: ArrivedPhoto): Promise<Photo> => {
  await writeFile(context, arrived);
  const { photos, files } = context.field;
  const { content, sentMs, ...facts } = arrived;
  const { id, site, actor, ...shown } = facts;
  const removed: Photo[] = [];
  let isNew = false;
  const photo = await durably<Photo>(context, {
    change: (rows, nowMs) => {
      const known = photos.get(id);
      if (known !== undefined) return known;
      isNew = true;
      const occurrence = occurrenceOf(sentMs, nowMs, context.limits);
      const made = { ...facts, bytes: content.length, recordedAtMs: nowMs, ...occurrence };
      const addition = photos.add(made);
      rows.document.push(...addition.rows);
      removed.push(...addition.removed);
      return made;
    },
    entry: () => {
      const detail = { id, bytes: content.length, occurredAt: isoOrNull(sentMs), ...shown };
      return isNew ? { actor, action: "photo.add", target: site, detail } : [];
    },
  });
  // Not before the commit: until then their records are in force.
  await Promise.all(removed.map((gone) => files.discard(photoFileName(gone))));
  return photo;
};

const refuseOther = (): ApiError =>
  new ApiError("media-type-refused", {
    detail: "The body is neither JPEG nor PNG nor WebP by its first bytes; send the photo as it is",
  });

const addPhoto: RouteGroup = (api, context) => {
  const querystring = z.strictObject({
    caption: z.string().max(captionCharactersMax).optional(),
    occurredAt: instantInput.optional().describe("when it was taken by the sender's clock"),
  });
  const bodyLimit = context.limits.photoBytesMax;
  const full = `${context.limits.photosArrivingMax} photos arrive already (photosArrivingMax)`;
  api.register(async (scope) => {
    const routes = scope.withTypeProvider<ZodTypeProvider>();
    routes.removeContentTypeParser("application/json");
    routes.addContentTypeParser(
      Object.keys(photoTypes),
      { parseAs: "buffer", bodyLimit },
      (_request, body, done) => done(null, body),
    );
    routes.post(
      "/api/v1/sites/:site/photos",
      {
        config,
        bodyLimit,
        // Before a byte of the body is read.
        preParsing: admitTo(context.field.arrivals, full),
        schema: { params: siteParams, querystring, response: { 201: photoView } },
      },
      async (request, reply) => {
        const { actor, scope: seen } = principalOf(request);
        const { code: site } = siteInSight(context.inventory(), request.params.site, seen);
        const { caption = null, occurredAt: sentMs = null } = request.query;
        const content = request.body;
        const contentType = Buffer.isBuffer(content) ? photoTypeOf(content) : null;
        if (!Buffer.isBuffer(content) || contentType === null) throw refuseOther();
        const id = photoIdOf({ site, actor }, content);
        const photo = await keep(context, { id, site, actor, caption, contentType, content, sentMs });
        return reply.code(201).send(presentPhoto(photo));
      },
    );
  });
};

const sendPhoto = (reply: FastifyReply, photo: Photo, content: Readable): FastifyReply => {
  const takenAt = iso(photo.occurredAtMs).replace(/[-:]|\.\d+/g, "");
  const name = `${photo.site}-${takenAt}.${photoTypes[photo.contentType]}`;
  return reply
    .type(photo.contentType)
    .headers({
      "cache-control": `private, max-age=${photoAgeSecondsMax}, immutable`,
      "content-length": String(photo.bytes),
      "content-disposition": `inline; filename="${name}"`,
      "x-content-type-options": "nosniff",
    })
    .send(content);
};

const readPhotos: RouteGroup = (api, context) => {
  const { inventory, field } = context;
  const querystring = z.strictObject(pageQuery(context));
  api.get(
    "/api/v1/sites/:site/photos",
    { config, schema: { params: siteParams, querystring, response: { 200: pageView(photoView) } } },
    async (request) => {
      const { code } = siteInSight(inventory(), request.params.site, principalOf(request).scope);
      const items = field.photos.ofSite(code);
      const page = pageByKey({ list: `photos ${code}`, items, keyOf: photoKey, ...request.query });
      return { ...page, items: page.items.map(presentPhoto) };
    },
  );
  api.get("/api/v1/photos/:id", { config, schema: { params: photoParams } }, async (request, reply) => {
    const { id } = request.params;
    const photo = field.photos.get(id);
    const sight = new Sight(principalOf(request).scope, inventory());
    if (photo === undefined || !sight.site(photo.site)) throw notFound(`Photo ${id}`);
    const content = await field.files.open(photoFileName(photo));
    if (content === null) throw notFound(`The file of photo ${id}`);
    return sendPhoto(reply, photo, content);
  });
};

/** Photos from the sites. */
export const photoRoutes: RouteGroup = (api, context) => {
  addPhoto(api, context);
  readPhotos(api, context);
};
