"""Words everybody uses: errors, ids, settings, reasons, spans, verdicts. No I/O."""
