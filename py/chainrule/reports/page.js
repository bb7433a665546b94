'use strict';

// Reads a figure's table where the pointer is, or at the row that the arrow keys have chosen. The
// report needs none of this: every table can be opened.
for (const figure of document.querySelectorAll('figure:has(.plot)')) {
  const plot = figure.querySelector('.plot');
  const drawing = plot.querySelector('svg');
  const cursor = drawing.querySelector('.cursor');
  const value = figure.querySelector('.value');
  const heads = [...figure.querySelectorAll('thead th')].map((head) => head.textContent);
  const rows = [...figure.querySelectorAll('tbody tr')];
  const columns = plot.dataset.columns?.split(' ').map(Number);
  const place = { row: rows.length - 1, column: columns ? Math.floor(heads.length / 2) - 1 : 0 };

  const clamped = (index, count) => Math.max(0, Math.min(count - 1, index));

  const readout = () => {
    const cells = [...rows[place.row].cells].map((cell) => cell.textContent);
    const start = `${heads[0]} ${cells[0]}`;
    if (columns) return `${start}, ${heads[place.column + 1]}: ${cells[place.column + 1]}`;
    return `${start}: ${cells.slice(1).map((cell, index) => `${heads[index + 1]} ${cell}`).join(', ')}`;
  };

  const show = () => {
    place.row = clamped(place.row, rows.length);
    place.column = clamped(place.column, heads.length - 1);
    cursor.setAttribute('transform', `translate(${rows[place.row].dataset.x} 0)`);
    cursor.setAttribute('visibility', 'visible');
    value.textContent = readout();
    plot.setAttribute('aria-valuenow', String(place.row));
    plot.setAttribute('aria-valuetext', value.textContent);
  };

  const hide = () => {
    cursor.setAttribute('visibility', 'hidden');
  };

  plot.tabIndex = 0;
  plot.setAttribute('role', 'slider');
  plot.setAttribute('aria-label', `${figure.querySelector('h3').textContent}: values`);
  plot.setAttribute('aria-valuemin', '0');
  plot.setAttribute('aria-valuemax', String(rows.length - 1));
  show();
  hide();
  value.textContent = '';

  const point = (event) => {
    const box = drawing.getBoundingClientRect();
    const scale = drawing.viewBox.baseVal.width / box.width;
    const x = (event.clientX - box.left) * scale;
    const distances = rows.map((row) => Math.abs(Number(row.dataset.x) - x));
    place.row = distances.indexOf(Math.min(...distances));
    if (columns) {
      const share = ((event.clientY - box.top) * scale - columns[0]) / (columns[1] - columns[0]);
      place.column = Math.floor(share * (heads.length - 1));
    }
    show();
  };

  // Among columns to the next one above, elsewhere, as sliders do, to the next row.
  const climb = (step) => {
    if (columns) place.column += columns[1] > columns[0] ? -step : step;
    else place.row += step;
  };

  const keys = {
    ArrowRight: () => (place.row += 1),
    ArrowLeft: () => (place.row -= 1),
    PageUp: () => (place.row += 10),
    PageDown: () => (place.row -= 10),
    Home: () => (place.row = 0),
    End: () => (place.row = rows.length - 1),
    ArrowUp: () => climb(1),
    ArrowDown: () => climb(-1),
  };

  plot.addEventListener('pointermove', point);
  plot.addEventListener('pointerdown', point);
  plot.addEventListener('pointerleave', hide);
  plot.addEventListener('focus', show);
  plot.addEventListener('blur', hide);
  plot.addEventListener('keydown', (event) => {
    const move = keys[event.key];
    if (!move || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    move();
    show();
  });
}
