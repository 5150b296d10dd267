// The signature pad: finger, pen or mouse, the same line for all. What is drawn goes as a PNG into the form's hidden field.

const INK = "#1d2a2e";
const WIDTH = 7;

class Pad {
  constructor(root) {
    this.canvas = root.querySelector("[data-signature-canvas]");
    this.value = root.querySelector("[data-signature-value]");
    this.pen = this.canvas.getContext("2d");
    this.strokes = [];
    this.before = null; // a drawing that came back with a form that had errors
    root.querySelector("[data-signature-undo]").addEventListener("click", () => this.undo());
    root.querySelector("[data-signature-clear]").addEventListener("click", () => this.clear());
    for (const kind of ["pointerdown", "pointermove", "pointerup", "pointercancel"]) {
      this.canvas.addEventListener(kind, (event) => this[kind](event));
    }
    if (this.value.value) this.restore();
  }

  restore() {
    const picture = new Image();
    picture.addEventListener("load", () => { this.before = picture; this.draw(); });
    picture.src = this.value.value;
  }

  pointerdown(event) {
    if (!event.isPrimary || event.button > 0) return;
    event.preventDefault();
    this.canvas.setPointerCapture(event.pointerId);
    this.stroke = [this.at(event)];
    this.strokes.push(this.stroke);
    this.draw();
  }

  pointermove(event) {
    if (!this.stroke || !event.isPrimary) return;
    const all = event.getCoalescedEvents?.() ?? [];
    for (const one of all.length ? all : [event]) this.stroke.push(this.at(one));
    this.draw();
  }

  pointerup(event) {
    if (!this.stroke || !event.isPrimary) return;
    this.stroke = null;
    this.keep();
  }

  pointercancel(event) { this.pointerup(event); }

  at(event) {
    const box = this.canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) * this.canvas.width) / box.width,
      ((event.clientY - box.top) * this.canvas.height) / box.height,
    ];
  }

  draw() {
    const { pen, canvas } = this;
    pen.clearRect(0, 0, canvas.width, canvas.height);
    if (this.before) pen.drawImage(this.before, 0, 0);
    Object.assign(pen, { lineWidth: WIDTH, lineCap: "round", lineJoin: "round", strokeStyle: INK });
    for (const stroke of this.strokes) {
      pen.beginPath();
      pen.moveTo(...stroke[0]);
      if (stroke.length === 1) pen.lineTo(stroke[0][0] + 0.1, stroke[0][1]);
      for (let n = 1; n < stroke.length; n += 1) {
        const [x, y] = stroke[n - 1], [nextX, nextY] = stroke[n];
        pen.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
      }
      pen.stroke();
    }
  }

  keep() { this.value.value = this.strokes.length || this.before ? this.canvas.toDataURL("image/png") : ""; }

  undo() {
    if (this.strokes.length) this.strokes.pop();
    else this.before = null;
    this.draw();
    this.keep();
  }

  clear() {
    this.strokes = [];
    this.before = null;
    this.draw();
    this.keep();
  }
}

for (const root of document.querySelectorAll("[data-signature]")) new Pad(root);
