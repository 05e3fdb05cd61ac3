import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { wordsOf } from "../words/words.ts";
import { performAll } from "./act-trouble.tsx";
import { photoSubject, photoWish } from "./field-acts.ts";
import { lists } from "./field-lists.ts";
import { preview, shrinkPhoto } from "./photo-canvas.ts";
import { SubjectActs } from "./subject-acts.tsx";

const say = wordsOf({
  vi: {
    title: "Ảnh",
    take: "Chụp ảnh",
    caption: "Chú thích",
    send: "Gửi ảnh ({size} kB)",
    drop: "Bỏ ảnh",
    preview: "Ảnh vừa chụp",
    large: "Ảnh này không thu nhỏ được dưới mức máy chủ nhận.",
    unreadable: "Tệp này không phải ảnh mà máy đọc được.",
  },
  en: {
    title: "Photos",
    take: "Take a photo",
    caption: "Caption",
    send: "Send photo ({size} kB)",
    drop: "Drop photo",
    preview: "The photo just taken",
    large: "This photo could not be made small enough for the platform.",
    unreadable: "This file is no picture that the device can read.",
  },
});

/** Taken when the platform's own limit is not known yet. */
const photoBytesAssumed = 1_048_576;
const captionCharactersMax = 500;

const Shot = ({ photo }: { readonly photo: Blob }) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current !== null) void preview(photo, canvas.current);
  }, [photo]);
  return <canvas class="field-shot" ref={canvas} role="img" aria-label={say("preview")} />;
};

interface ReadyProperties {
  readonly photo: Blob;
  readonly onSend: (caption: string) => void;
  readonly onDrop: () => void;
}

const Ready = ({ photo, onSend, onDrop }: ReadyProperties) => {
  const caption = useSignal("");
  return (
    <>
      <Shot photo={photo} />
      <label class="field-label">
        <span class="small quiet">{say("caption")}</span>
        <input
          maxLength={captionCharactersMax}
          value={caption.value}
          onInput={({ currentTarget }) => {
            caption.value = currentTarget.value;
          }}
        />
      </label>
      <div class="field-grid">
        <button type="button" class="is-main" onClick={() => onSend(caption.value)}>
          {say("send", { size: Math.ceil(photo.size / 1_000) })}
        </button>
        <button type="button" onClick={onDrop}>
          {say("drop")}
        </button>
      </div>
    </>
  );
};

/** A photo from the camera, shrunk on the device and sent when the line allows. */
export const FieldPhoto = ({ code }: { readonly code: string }) => {
  const photo = useSignal<Blob | null>(null);
  const trouble = useSignal<"large" | "unreadable" | null>(null);
  const take = async (file: File): Promise<void> => {
    const bytesMax = lists.value.settings?.value.photoBytesMax ?? photoBytesAssumed;
    try {
      photo.value = await shrinkPhoto(file, bytesMax);
      trouble.value = photo.value === null ? "large" : null;
    } catch {
      trouble.value = "unreadable";
    }
  };
  const send = async (caption: string): Promise<void> => {
    if (photo.value !== null && (await performAll(photoWish(code, photo.value, caption)))) photo.value = null;
  };
  return (
    <section class="stack" aria-labelledby="field-photo">
      <h2 id="field-photo">{say("title")}</h2>
      {photo.value === null ? (
        <label class="button field-wide">
          {say("take")}
          <input
            class="visually-hidden"
            type="file"
            accept="image/*"
            capture="environment"
            onChange={({ currentTarget }) => {
              const file = currentTarget.files?.[0];
              if (file !== undefined) void take(file);
              currentTarget.value = "";
            }}
          />
        </label>
      ) : (
        <Ready
          photo={photo.value}
          onSend={(caption) => void send(caption)}
          onDrop={() => {
            photo.value = null;
          }}
        />
      )}
      {trouble.value !== null && <p role="alert">{say(trouble.value)}</p>}
      <SubjectActs subject={photoSubject(code)} />
    </section>
  );
};
