// What the page does beyond a plain form: files may be dropped, and a file too large is refused
// before it is sent. All else works without this.
"use strict";

function sizeText(bytes) {
  for (const [unit, name] of [[1e9, "GB"], [1e6, "MB"], [1e3, "kB"]]) {
    if (bytes >= unit) {
      return `${(bytes / unit).toFixed(1).replace(/\.0$/, "")} ${name}`;
    }
  }
  return `${bytes} bytes`;
}

for (const zone of document.querySelectorAll("[data-drop]")) {
  const input = zone.querySelector("input[type=file]");
  const said = zone.querySelector("[data-said]");
  const limit = Number(input.dataset.limit);
  const prompt = "Choose a file, or drop it here.";
  said.textContent = prompt;

  const show = () => {
    const file = input.files[0];
    const large = file && file.size > limit;
    input.setCustomValidity(large ? "too large" : "");
    said.textContent = !file
      ? prompt
      : large
        ? `${file.name} is ${sizeText(file.size)}: larger than ${sizeText(limit)}, the limit.`
        : `${file.name}, ${sizeText(file.size)}`;
  };

  input.addEventListener("change", show);
  for (const name of ["dragenter", "dragover"]) {
    zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    if (event.dataTransfer.files.length > 1) {
      said.textContent = "Drop one file at a time.";
    } else if (event.dataTransfer.files.length === 1) {
      input.files = event.dataTransfer.files;
      show();
      input.focus();
    }
  });
}

// A browser that has a place to go back to may not have moved the focus.
const summary = document.querySelector(".summary");
if (summary) {
  summary.focus();
}

for (const form of document.querySelectorAll("form")) {
  form.addEventListener("submit", (event) => {
    const file = form.querySelector("input[type=file]");
    if (file && file.validity.customError) {
      event.preventDefault();
      file.focus();
      return;
    }
    const button = form.querySelector("button");
    button.setAttribute("aria-busy", "true");
    button.textContent = "Please wait …";
  });
}
