import { type Signal, useSignal } from "@preact/signals";
import type { TargetedMouseEvent, TargetedPointerEvent, TargetedWheelEvent } from "preact";
import { useRef } from "preact/hooks";
import { pagePaths } from "../paths.ts";
import { fillPath } from "../router/match.ts";
import { goTo } from "../router/place.ts";
import type { MapPicture, Spot } from "./projection.ts";
import { panned, type View, zoomed } from "./view.ts";

/** A pointer further from a site than this, in shares of the view, means the ground. */
const reachShare = 0.03;
/** Moved further than this, pixels, a press was a drag. */
const dragPixels = 5;

const placeOf = (event: MouseEvent, svg: SVGSVGElement, { x, y, width, height }: View) => {
  const box = svg.getBoundingClientRect();
  return {
    x: x + ((event.clientX - box.left) / box.width) * width,
    y: y + ((event.clientY - box.top) / box.height) * height,
  };
};

const spotNear = (
  picture: MapPicture,
  at: { readonly x: number; readonly y: number },
  view: View,
): Spot | null => {
  const near = picture.nearest(at.x, at.y);
  return near !== null && Math.hypot(near.x - at.x, near.y - at.y) < reachShare * view.width ? near : null;
};

/** What a pointer does on the map: the wheel zooms, dragging moves, a press on a site opens it. */
export const useMapPointer = (picture: MapPicture, view: Signal<View>) => {
  const pointed = useSignal<Spot | null>(null);
  const movedPixels = useRef(0);
  const onPointerDown = (): void => {
    movedPixels.current = 0;
  };
  const onPointerMove = (event: TargetedPointerEvent<SVGSVGElement>): void => {
    const svg = event.currentTarget;
    if (event.buttons !== 1) {
      pointed.value = spotNear(picture, placeOf(event, svg, view.peek()), view.peek());
      return;
    }
    movedPixels.current += Math.abs(event.movementX) + Math.abs(event.movementY);
    const perPixel = view.peek().width / svg.getBoundingClientRect().width;
    view.value = panned(view.peek(), -event.movementX * perPixel, -event.movementY * perPixel);
  };
  const onClick = (event: TargetedMouseEvent<SVGSVGElement>): void => {
    if (movedPixels.current > dragPixels) return;
    const near = spotNear(picture, placeOf(event, event.currentTarget, view.peek()), view.peek());
    if (near !== null) goTo(fillPath(pagePaths.site, { site: near.code }));
  };
  const onWheel = (event: TargetedWheelEvent<SVGSVGElement>): void => {
    event.preventDefault();
    const at = placeOf(event, event.currentTarget, view.peek());
    view.value = zoomed(view.peek(), event.deltaY < 0 ? 1.25 : 0.8, at);
  };
  return { pointed, handlers: { onPointerDown, onPointerMove, onClick, onWheel } };
};
