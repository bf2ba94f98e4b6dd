;; Opens a document in Emacs with docs/editors.md's own lines for it, and says what Eglot has: run by editors.rs.

(require 'package)
(package-initialize)
(require 'json)
(require 'eglot)
(require 'flymake)
(require 'xref)

(load (expand-file-name (getenv "SNIPPET")) nil t)

(defun wait-for (what test)
  "Give what TEST gives, once it gives something; without it, the editor never had WHAT."
  (let ((tries 600) found)
    (while (and (not (setq found (funcall test))) (> tries 0))
      (setq tries (1- tries))
      (accept-process-output nil 0.1))
    (or found (error "There is no %s" what))))

(defun found ()
  "What is found in the document, each as line:column and the message."
  (mapcar (lambda (diagnostic)
            (save-excursion
              (goto-char (flymake-diagnostic-beg diagnostic))
              (format "%d:%d %s" (line-number-at-pos) (1+ (current-column)) (flymake-diagnostic-text diagnostic))))
          (flymake-diagnostics)))

(defun behind (text)
  "Put point behind TEXT."
  (goto-char (point-min))
  (search-forward text))

(defun told ()
  "All that is told."
  (find-file (getenv "DOCUMENT"))
  (let (before offered definition)
    (apply #'eglot (eglot--guess-contact))
    (flymake-mode 1)
    (setq before (wait-for "finding" (lambda () (flymake-start) (found))))
    (behind "2026-02-17-mail")
    (let ((xrefs (xref-backend-definitions 'eglot (xref-backend-identifier-at-point 'eglot))))
      (setq definition (file-relative-name (xref-location-group (xref-item-location (car xrefs))) "..")))
    (behind "war-room: \"#war\"\n")
    (insert "visibility: \n")
    (backward-char 1)
    (setq offered (all-completions "" (nth 2 (eglot-completion-at-point))))
    (behind "severity: sev")
    (eglot-code-actions (point) nil "quickfix" t)
    `((mode . ,(symbol-name major-mode))
      (before . ,(vconcat before))
      (definition . ,definition)
      (offered . ,(vconcat offered))
      (line . ,(progn (behind "severity: ") (buffer-substring (line-beginning-position) (line-end-position)))))))

(with-temp-file (getenv "RESULT")
  (let ((answer (condition-case failure
                    (with-current-buffer (get-buffer-create "*told*") (told))
                  (error `((failure . ,(error-message-string failure)))))))
    (insert (json-encode answer))))
