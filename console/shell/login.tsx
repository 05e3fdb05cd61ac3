import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { waitingCount } from "../outbox/sender.ts";
import { pagePaths } from "../paths.ts";
import { problemWords } from "../request/problem-text.ts";
import { RequestRefused } from "../request/request.ts";
import { goTo, place } from "../router/place.ts";
import { hasRole, logIn } from "../session/session.ts";
import { isTokenRefused } from "../wall/kiosk-token.ts";
import { wordsOf } from "../words/words.ts";

const say = wordsOf({
  vi: {
    title: "Đăng nhập",
    again: "Phiên đã hết. Đăng nhập lại: những gì bạn đang làm vẫn còn, việc chưa gửi sẽ được gửi tiếp.",
    username: "Tên đăng nhập",
    password: "Mật khẩu",
    enter: "Đăng nhập",
    refused: "Sai tên đăng nhập hoặc mật khẩu.",
    token: "Liên kết của màn hình tường không còn dùng được. Xin quản trị viên liên kết mới.",
    unreachable: "Không kết nối được máy chủ. Thử lại.",
  },
  en: {
    title: "Log in",
    again: "Your session has ended. Log in again: your work is still here, and what is not sent yet will be.",
    username: "Username",
    password: "Password",
    enter: "Log in",
    refused: "Username or password is wrong.",
    token: "The link of this wall is not valid any more. Ask an administrator for a new one.",
    unreachable: "The platform can't be reached. Try again.",
  },
});

const troubleText = (error: unknown): string => {
  if (!(error instanceof RequestRefused)) return String(error);
  const { status, code } = error.problem;
  if (status === 401) return say("refused");
  return status === 0 ? say("unreachable") : problemWords(code);
};

const fieldOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value : "";
};

/** Who works at sites begins with them, unless an address named a page. */
const leadOn = (): void => {
  if (hasRole("technician") && place.peek()?.name === "alarms") goTo(pagePaths.field, { replace: true });
};

/** The form that lets somebody in. */
export const Login = ({ isAgain = false }: { readonly isAgain?: boolean }) => {
  const trouble = useSignal<unknown>(null);
  const isBusy = useSignal(false);
  const username = useRef<HTMLInputElement>(null);
  useEffect(() => username.current?.focus(), []);
  const onSubmit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const form = new FormData(event.currentTarget);
    isBusy.value = true;
    logIn(fieldOf(form, "username"), fieldOf(form, "password"))
      .then(leadOn)
      .catch((error: unknown) => {
        trouble.value = error;
      })
      .finally(() => {
        isBusy.value = false;
      });
  };
  return (
    <form class="login panel stack" aria-labelledby="login-title" onSubmit={onSubmit}>
      <h1 id="login-title">Trạm Canh · {say("title")}</h1>
      {(isAgain || waitingCount.value > 0) && <p>{say("again")}</p>}
      {isTokenRefused.value && <p role="alert">{say("token")}</p>}
      <label>
        {say("username")}
        <input ref={username} name="username" autocomplete="username" autocapitalize="none" required />
      </label>
      <label>
        {say("password")}
        <input name="password" type="password" autocomplete="current-password" required />
      </label>
      {trouble.value !== null && <p role="alert">{troubleText(trouble.value)}</p>}
      <button class="is-main" type="submit" disabled={isBusy.value}>
        {say("enter")}
      </button>
    </form>
  );
};
