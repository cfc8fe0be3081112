// What makes the pages quicker. Nothing here is needed: every page works without it.

"use strict";

const ready = (selector, act) => document.querySelectorAll(selector).forEach(act);

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});

// A page that comes back from the browser's memory may send its forms again.
window.addEventListener("pageshow", () => ready("form[data-sent]", (form) => delete form.dataset.sent));

// Ask before what was typed is left behind.
let unsaved = false;
document.addEventListener("input", (event) => {
  if (event.target.closest("form[data-unsaved]")) unsaved = true;
});
document.addEventListener("submit", () => { unsaved = false; });
window.addEventListener("beforeunload", (event) => {
  if (unsaved) event.preventDefault();
});

// A file that is too large is said to be so before it is sent.
document.addEventListener("change", (event) => {
  const input = event.target;
  if (!input.dataset || !input.dataset.mostMb) return;
  const hints = document.getElementById(`${input.id}-hints`);
  hints.querySelector("[data-too-large]")?.remove();
  const large = [...input.files].find((file) => file.size > Number(input.dataset.mostMb) * 2 ** 20);
  input.toggleAttribute("aria-invalid", false);
  if (!large) return;
  const sentence = document.createElement("p");
  sentence.className = "field-error";
  sentence.dataset.tooLarge = "yes";
  sentence.setAttribute("role", "alert");
  const size = (large.size / 2 ** 20).toFixed(1);
  sentence.textContent = `“${large.name}”有 ${size} MB，超过 ${input.dataset.mostMb} MB，请压缩后再选。`;
  hints.append(sentence);
  input.setAttribute("aria-invalid", "true");
  input.value = "";
});

// The number of an account is read back in groups of four while it is typed.
ready("[data-read-back]", (line) => {
  const input = document.getElementById(line.dataset.readBack);
  input.addEventListener("input", () => {
    const digits = input.value.normalize("NFKC").replace(/[\s-]/g, "");
    line.hidden = !digits;
    line.querySelector("span").textContent = digits.replace(/([0-9]{4})(?=[0-9])/g, "$1 ");
  });
});

// The list of mistakes is read first.
ready("[data-error-summary]", (summary) => summary.focus());

// Reading aloud, in care mode: the answer if there is one, else the page.
ready("[data-read-button]", (button) => {
  if (!("speechSynthesis" in window)) return;
  button.hidden = false;
  const label = button.querySelector("span");
  const stop = () => {
    speechSynthesis.cancel();
    label.textContent = "读给我听";
    button.setAttribute("aria-pressed", "false");
  };
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") return stop();
    const text = (document.querySelector("[data-read-aloud]") || document.getElementById("main")).innerText;
    const speech = new SpeechSynthesisUtterance(text);
    speech.lang = "zh-CN";
    speech.rate = 0.85;
    speech.addEventListener("end", stop);
    speechSynthesis.speak(speech);
    label.textContent = "停止";
    return button.setAttribute("aria-pressed", "true");
  });
  window.addEventListener("pagehide", stop);
});

// The workbench: j and k move, Enter opens (it is a link), r replies.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !document.querySelector("[data-queue]")) return;
  if (event.key === "r") {
    const reply = document.querySelector("[data-reply] :is(input, textarea), :is(a, button)[data-reply]");
    if (!reply) return;
    event.preventDefault();
    reply.focus();
  } else if (event.key === "j" || event.key === "k") {
    const items = [...document.querySelectorAll("[data-queue-item]")];
    const here = items.findIndex((item) => item === document.activeElement);
    const from = here >= 0 ? here : items.findIndex((item) => item.hasAttribute("aria-current"));
    const next = items[Math.min(Math.max(from + (event.key === "j" ? 1 : -1), 0), items.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }
});

// An opened matter takes the mark in the list; focus goes to it when it has been loaded.
document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-queue-item]");
  if (!item) return;
  ready("[data-queue-item][aria-current]", (other) => other.removeAttribute("aria-current"));
  item.setAttribute("aria-current", "true");
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id === "case") event.target.focus();
});

// All boxes of a list are ticked at once.
ready("[data-tick-all]", (button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    button.form.querySelectorAll("input[type=checkbox]").forEach((box) => { box.checked = true; });
  });
});

// A letter is as long as what it says.
ready("[data-letter]", (frame) => {
  const fit = () => { frame.height = frame.contentDocument.documentElement.scrollHeight; };
  if (frame.contentDocument?.readyState === "complete") fit();
  frame.addEventListener("load", fit);
});

// A button that prints: the letter in its frame, else the page.
ready("[data-print]", (button) => {
  button.hidden = false;
  ready("[data-print-hint]", (hint) => hint.remove());
  button.addEventListener("click", () => (document.querySelector("[data-letter]")?.contentWindow ?? window).print());
});

// A terminal forgets the person who has walked away. Without scripts a refresh does it, later.
ready("[data-idle]", (bar) => {
  const WAIT = Number(bar.dataset.idle);
  const WARN = 15;
  let left = WAIT;
  let touched = false;
  const show = () => {
    bar.querySelector("[data-left]").textContent = left;
    bar.querySelector("[data-warning]").textContent = left <= WARN ? "。碰一下屏幕继续。" : "";
    bar.classList.toggle("terminal-bar-warning", left <= WARN);
  };
  const leave = () => {
    unsaved = false;
    bar.querySelector("[data-leave]").submit();
  };
  const stay = () => {
    left = WAIT;
    touched = true;
    show();
  };
  ["pointerdown", "keydown", "input", "scroll"].forEach((kind) => addEventListener(kind, stay, { passive: true }));
  setInterval(() => {
    left -= 1;
    if (left === 0) leave();
    else if (left > 0) show();
  }, 1000);
  setInterval(() => { // whoever writes for long is still there
    if (touched) fetch(bar.dataset.here, { method: "HEAD" });
    touched = false;
  }, WAIT * 1000);
  show();
});
