<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
 <context>
  <name>Unbraid</name>
  <message>
   <source>Activation curves</source>
   <extracomment>activation_view</extracomment>
   <translation>Aktivierungskurven</translation>
  </message>
  <message>
   <source>Activation curves appear here while networks are fitted.</source>
   <extracomment>activation_view</extracomment>
   <translation>Aktivierungskurven erscheinen hier, während Netze angepasst werden.</translation>
  </message>
  <message>
   <source>No activation curves: only a result of the networks alone has them.</source>
   <extracomment>activation_view</extracomment>
   <translation>Keine Aktivierungskurven: Nur ein Ergebnis der Netze allein hat sie.</translation>
  </message>
  <message>
   <source>These masks come without activation curves.</source>
   <extracomment>activation_view</extracomment>
   <translation>Zu diesen Masken gibt es keine Aktivierungskurven.</translation>
  </message>
  <message>
   <source>Added beside the separation’s stems, from {seconds:.2f} s on</source>
   <extracomment>added_rows</extracomment>
   <translation>Neben den Stems der Trennung hinzugefügt, ab {seconds:.2f} s</translation>
  </message>
  <message>
   <source>Added stem: {name}</source>
   <extracomment>added_rows</extracomment>
   <translation>Hinzugefügter Stem: {name}</translation>
  </message>
  <message>
   <source>Colour of {name}</source>
   <extracomment>added_rows</extracomment>
   <translation>Farbe von {name}</translation>
  </message>
  <message>
   <source>Colour …</source>
   <extracomment>added_rows</extracomment>
   <translation>Farbe …</translation>
  </message>
  <message>
   <source>Gain to 0 dB</source>
   <extracomment>added_rows</extracomment>
   <translation>Gain auf 0 dB</translation>
  </message>
  <message>
   <source>Hear only what is soloed</source>
   <extracomment>added_rows</extracomment>
   <translation>Nur hören, was auf Solo steht</translation>
  </message>
  <message>
   <source>Pan to the middle</source>
   <extracomment>added_rows</extracomment>
   <translation>Panorama in die Mitte</translation>
  </message>
  <message>
   <source>Remove stem</source>
   <extracomment>added_rows</extracomment>
   <translation>Stem entfernen</translation>
  </message>
  <message>
   <source>Remove {name}</source>
   <extracomment>added_rows</extracomment>
   <translation>{name} entfernen</translation>
  </message>
  <message>
   <source>Rename</source>
   <extracomment>added_rows</extracomment>
   <translation>Umbenennen</translation>
  </message>
  <message>
   <source>Silence this stem</source>
   <extracomment>added_rows</extracomment>
   <translation>Diesen Stem stummschalten</translation>
  </message>
  <message>
   <source>Take this stem away</source>
   <extracomment>added_rows</extracomment>
   <translation>Diesen Stem entfernen</translation>
  </message>
  <message>
   <source>Add stem {name}</source>
   <extracomment>added_stems</extracomment>
   <translation>Stem {name} hinzufügen</translation>
  </message>
  <message>
   <source>An added stem in this session cannot be read and is left out.</source>
   <extracomment>added_stems</extracomment>
   <translation>Ein hinzugefügter Stem dieser Sitzung ist nicht lesbar und wird weggelassen.</translation>
  </message>
  <message>
   <source>Remove stem {name}</source>
   <extracomment>added_stems</extracomment>
   <translation>Stem {name} entfernen</translation>
  </message>
  <message>
   <source>{names} and {names2} hold the same sound throughout (correlation {likeness:.3f}), so nothing in them is private; leave one of them out</source>
   <extracomment>alignment</extracomment>
   <translation>{names} und {names2} enthalten durchweg denselben Klang (Korrelation {likeness:.3f}), also nichts Eigenes; lassen Sie eine davon weg</translation>
  </message>
  <message>
   <source>Something went wrong ({name}: {error}). Your work goes on; Help → Show the log has the details.</source>
   <extracomment>application</extracomment>
   <translation>Etwas ist schiefgegangen ({name}: {error}). Ihre Arbeit geht weiter; Näheres steht unter Hilfe → Protokoll zeigen.</translation>
  </message>
  <message>
   <source>Looking for the place that would help most …</source>
   <extracomment>asking</extracomment>
   <translation>Die Stelle, die am meisten helfen würde, wird gesucht …</translation>
  </message>
  <message>
   <source>No place can be proposed: {sentence}</source>
   <extracomment>asking</extracomment>
   <translation>Es lässt sich keine Stelle vorschlagen: {sentence}</translation>
  </message>
  <message>
   <source>There is nothing left to ask: every place that can be heard is told or was passed over.</source>
   <extracomment>asking</extracomment>
   <translation>Es gibt nichts mehr zu fragen: Jede hörbare Stelle ist bestimmt oder wurde übergangen.</translation>
  </message>
  <message>
   <source>What was drawn tells the place in question: ask again ({key:ask}) for another one.</source>
   <extracomment>asking</extracomment>
   <translation>Was gezeichnet wurde, beantwortet diese Stelle schon: Fragen Sie erneut ({key:ask}) nach einer anderen.</translation>
  </message>
  <message>
   <source>Your work is not being kept for after a crash: {reason} Save it to a file.</source>
   <extracomment>autosave</extracomment>
   <translation>Ihre Arbeit wird nicht für den Fall eines Absturzes aufbewahrt: {reason} Speichern Sie sie in einer Datei.</translation>
  </message>
  <message>
   <source>nothing can be written</source>
   <extracomment>autosave</extracomment>
   <translation>Es kann nichts geschrieben werden.</translation>
  </message>
  <message>
   <source>{reason} For after a crash your work is kept in {path} instead.</source>
   <extracomment>autosave</extracomment>
   <translation>{reason} Für den Fall eines Absturzes wird Ihre Arbeit stattdessen in {path} aufbewahrt.</translation>
  </message>
  <message>
   <source>The saved networks do not fit this recording and method.</source>
   <extracomment>base</extracomment>
   <translation>Die gespeicherten Netze passen nicht zu dieser Aufnahme und Methode.</translation>
  </message>
  <message>
   <source>{title} has no preset {name!r}; choose from {known}</source>
   <extracomment>base</extracomment>
   <translation>{title} hat keine Stufe {name!r}; wählen Sie aus {known}</translation>
  </message>
  <message>
   <source>Colour bar of levels</source>
   <extracomment>colour_bar</extracomment>
   <translation>Farbskala der Pegel</translation>
  </message>
  <message>
   <source>Drag the upper or lower half to change the range of levels; double-click for the automatic range</source>
   <extracomment>colour_bar</extracomment>
   <translation>Die obere oder untere Hälfte ziehen, um den Pegelbereich zu ändern; Doppelklick stellt ihn automatisch ein</translation>
  </message>
  <message>
   <source>change</source>
   <extracomment>colour_bar</extracomment>
   <translation>Änderung</translation>
  </message>
  <message>
   <source>mask</source>
   <extracomment>colour_bar</extracomment>
   <translation>Maske</translation>
  </message>
  <message>
   <source>Command</source>
   <extracomment>command_palette</extracomment>
   <translation>Befehl</translation>
  </message>
  <message>
   <source>Commands found</source>
   <extracomment>command_palette</extracomment>
   <translation>Gefundene Befehle</translation>
  </message>
  <message>
   <source>Find a command</source>
   <extracomment>command_palette</extracomment>
   <translation>Befehl suchen</translation>
  </message>
  <message>
   <source>No command has these words.</source>
   <extracomment>command_palette</extracomment>
   <translation>Kein Befehl enthält diese Wörter.</translation>
  </message>
  <message>
   <source>What do you want to do?</source>
   <extracomment>command_palette</extracomment>
   <translation>Was möchten Sie tun?</translation>
  </message>
  <message>
   <source>Heard: {name}</source>
   <extracomment>comparison</extracomment>
   <translation>Zu hören: {name}</translation>
  </message>
  <message>
   <source>Heard: {name}, {gain_text} to be as loud as the present stems</source>
   <extracomment>comparison</extracomment>
   <translation>Zu hören: {name}, {gain_text}, um so laut wie die aktuellen Stems zu sein</translation>
  </message>
  <message>
   <source>Versions are compared when the separation has ended: stop it first.</source>
   <extracomment>comparison</extracomment>
   <translation>Versionen lassen sich vergleichen, wenn die Trennung beendet ist: Halten Sie sie zuerst an.</translation>
  </message>
  <message>
   <source>the mixture</source>
   <extracomment>comparison</extracomment>
   <translation>die Mischung</translation>
  </message>
  <message>
   <source>the present stems</source>
   <extracomment>comparison</extracomment>
   <translation>die aktuellen Stems</translation>
  </message>
  <message>
   <source>“{name}” has no stems to be heard.</source>
   <extracomment>comparison</extracomment>
   <translation>„{name}“ hat keine hörbaren Stems.</translation>
  </message>
  <message>
   <source>“{name}” has {sources} sources, the present stems {count}.</source>
   <extracomment>comparison</extracomment>
   <translation>„{name}“ hat {sources} Quellen, die aktuellen Stems haben {count}.</translation>
  </message>
  <message>
   <source>{path} exists already; choose another folder, or add --overwrite</source>
   <extracomment>coseparate_plan</extracomment>
   <translation>{path} existiert bereits; wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>{path} is given twice: what a file shares with itself is all of it; give different files</source>
   <extracomment>coseparate_plan</extracomment>
   <translation>{path} ist zweimal angegeben: Mit sich selbst hat eine Datei alles gemeinsam; geben Sie verschiedene an</translation>
  </message>
  <message>
   <source>{path} is one of the inputs, which are never written; choose another folder</source>
   <extracomment>coseparate_plan</extracomment>
   <translation>{path} ist eine der Eingaben, in die nie geschrieben wird; wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>Change a gain</source>
   <extracomment>coseparation_document</extracomment>
   <translation>Gain ändern</translation>
  </message>
  <message>
   <source>Delete the boxes</source>
   <extracomment>coseparation_document</extracomment>
   <translation>Rechtecke löschen</translation>
  </message>
  <message>
   <source>Draw a box</source>
   <extracomment>coseparation_document</extracomment>
   <translation>Rechteck zeichnen</translation>
  </message>
  <message>
   <source>Find the lags</source>
   <extracomment>coseparation_document</extracomment>
   <translation>Versatz suchen</translation>
  </message>
  <message>
   <source>Move a file</source>
   <extracomment>coseparation_document</extracomment>
   <translation>Datei verschieben</translation>
  </message>
  <message>
   <source>Files that share a sound</source>
   <extracomment>coseparation_files</extracomment>
   <translation>Dateien mit gemeinsamem Klang</translation>
  </message>
  <message>
   <source>Folder for the parts of all files</source>
   <extracomment>coseparation_files</extracomment>
   <translation>Ordner für die Teile aller Dateien</translation>
  </message>
  <message>
   <source>Open a set of files</source>
   <extracomment>coseparation_files</extracomment>
   <translation>Dateisatz öffnen</translation>
  </message>
  <message>
   <source>Save the set</source>
   <extracomment>coseparation_files</extracomment>
   <translation>Dateisatz speichern</translation>
  </message>
  <message>
   <source>Sets of files that share a sound (*{ending})</source>
   <extracomment>coseparation_files</extracomment>
   <translation>Sätze von Dateien mit gemeinsamem Klang (*{ending})</translation>
  </message>
  <message>
   <source>Sound files (*.wav *.flac *.ogg *.mp3 *.aiff *.aif *.caf *.w64 *.rf64);;All files (*)</source>
   <extracomment>coseparation_files</extracomment>
   <translation>Audiodateien (*.wav *.flac *.ogg *.mp3 *.aiff *.aif *.caf *.w64 *.rf64);;Alle Dateien (*)</translation>
  </message>
  <message>
   <source>{count} files are in {folder}.</source>
   <extracomment>coseparation_files</extracomment>
   <translation>{count} Dateien liegen in {folder}.</translation>
  </message>
  <message>
   <source>{name} holds this set.</source>
   <extracomment>coseparation_files</extracomment>
   <translation>{name} enthält diesen Dateisatz.</translation>
  </message>
  <message>
   <source>Clean</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Bereinigt</translation>
  </message>
  <message>
   <source>Drag to draw a box; Shift and drag to move the file</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Ziehen: Rechteck zeichnen; mit Umschalt ziehen: Datei verschieben</translation>
  </message>
  <message>
   <source>Gain</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Gain</translation>
  </message>
  <message>
   <source>Gain of {name}</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Gain von {name}</translation>
  </message>
  <message>
   <source>Lag</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Versatz</translation>
  </message>
  <message>
   <source>Lag of {name}</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Versatz von {name}</translation>
  </message>
  <message>
   <source>Leave out {name}</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>{name} weglassen</translation>
  </message>
  <message>
   <source>Leave this file out; corrections and boxes go with it</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Diese Datei weglassen; Korrekturen und Rechtecke fallen mit weg</translation>
  </message>
  <message>
   <source>Listen</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Anhören</translation>
  </message>
  <message>
   <source>Listen to this file's {what}</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Diese Datei anhören: {what}</translation>
  </message>
  <message>
   <source>Listen to {name}: {what}</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>{name} anhören: {what}</translation>
  </message>
  <message>
   <source>Mix</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Mischung</translation>
  </message>
  <message>
   <source>Picture of {name}</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Bild von {name}</translation>
  </message>
  <message>
   <source>Shared</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Gemeinsam</translation>
  </message>
  <message>
   <source>Takes more or less of the shared sound out of this file than was found</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Nimmt mehr oder weniger vom gemeinsamen Klang aus dieser Datei als gefunden wurde</translation>
  </message>
  <message>
   <source>Where the common clock begins in this file; what you set is refined within 20 ms</source>
   <extracomment>coseparation_lane</extracomment>
   <translation>Wo in dieser Datei die gemeinsame Zeit beginnt; Ihr Wert wird auf 20 ms genau nachgeregelt</translation>
  </message>
  <message>
   <source>{error} is missing</source>
   <extracomment>coseparation_set</extracomment>
   <translation>{error} fehlt</translation>
  </message>
  <message>
   <source>{filename}: cannot be read ({strerror})</source>
   <extracomment>coseparation_set</extracomment>
   <translation>{filename}: lässt sich nicht lesen ({strerror})</translation>
  </message>
  <message>
   <source>{path}: cannot be read ({value})</source>
   <extracomment>coseparation_set</extracomment>
   <translation>{path}: lässt sich nicht lesen ({value})</translation>
  </message>
  <message>
   <source>{path}: cannot be written ({errorstring})</source>
   <extracomment>coseparation_set</extracomment>
   <translation>{path}: lässt sich nicht schreiben ({errorstring})</translation>
  </message>
  <message>
   <source>{path}: is no set of files that share a sound, or is damaged ({reason})</source>
   <extracomment>coseparation_set</extracomment>
   <translation>{path}: ist kein Satz von Dateien mit gemeinsamem Klang oder ist beschädigt ({reason})</translation>
  </message>
  <message>
   <source>{path}: is not there any more; put it back, or beside {name}</source>
   <extracomment>coseparation_set</extracomment>
   <translation>{path}: ist nicht mehr da; legen Sie die Datei zurück oder neben {name}</translation>
  </message>
  <message>
   <source>{path}: is too large for a set of files</source>
   <extracomment>coseparation_set</extracomment>
   <translation>{path}: ist zu groß für einen Dateisatz</translation>
  </message>
  <message>
   <source>, {value:+.1f} dB to the first</source>
   <extracomment>coseparation_window</extracomment>
   <translation>, {value:+.1f} dB gegenüber der ersten</translation>
  </message>
  <message>
   <source>Add files …</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Dateien hinzufügen …</translation>
  </message>
  <message>
   <source>Add one more file: what both share is found and taken out.</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Fügen Sie noch eine Datei hinzu: Was beide gemeinsam haben, wird gefunden und herausgenommen.</translation>
  </message>
  <message>
   <source>Add two or more files, or drop them here: what they share is found and taken out.</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Fügen Sie zwei oder mehr Dateien hinzu oder legen Sie sie hier ab: Was sie gemeinsam haben, wird gefunden und herausgenommen.</translation>
  </message>
  <message>
   <source>Boxes say: shared</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Rechtecke bedeuten: gemeinsam</translation>
  </message>
  <message>
   <source>Cancel</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Abbrechen</translation>
  </message>
  <message>
   <source>Cancelling …</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Wird abgebrochen …</translation>
  </message>
  <message>
   <source>Delete boxes</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Rechtecke löschen</translation>
  </message>
  <message>
   <source>Exact</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Exakt</translation>
  </message>
  <message>
   <source>Export all …</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Alles exportieren …</translation>
  </message>
  <message>
   <source>Find and part</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Suchen und trennen</translation>
  </message>
  <message>
   <source>Find lags again</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Versatz neu suchen</translation>
  </message>
  <message>
   <source>Found by itself</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Automatisch erkannt</translation>
  </message>
  <message>
   <source>Inside a new box it is so, bin by bin</source>
   <extracomment>coseparation_window</extracomment>
   <translation>In einem neuen Rechteck gilt das Bin für Bin</translation>
  </message>
  <message>
   <source>Iteration %v of %m ({part})</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Iteration %v von %m ({part})</translation>
  </message>
  <message>
   <source>Kind of the shared sound</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Art des gemeinsamen Klangs</translation>
  </message>
  <message>
   <source>Looking for the shared sound … %p %</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Der gemeinsame Klang wird gesucht … %p %</translation>
  </message>
  <message>
   <source>Moved by hand</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Von Hand verschoben</translation>
  </message>
  <message>
   <source>No more than {max_files} files can be parted together.</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Mehr als {max_files} Dateien lassen sich nicht gemeinsam trennen.</translation>
  </message>
  <message>
   <source>Open set …</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Dateisatz öffnen …</translation>
  </message>
  <message>
   <source>Part again</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Neu trennen</translation>
  </message>
  <message>
   <source>Peak {value:.1f}</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Spitze {value:.1f}</translation>
  </message>
  <message>
   <source>Performances</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Mehrere Aufführungen</translation>
  </message>
  <message>
   <source>Progress</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Fortschritt</translation>
  </message>
  <message>
   <source>Reading the files …</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Die Dateien werden gelesen …</translation>
  </message>
  <message>
   <source>Redo</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Wiederholen</translation>
  </message>
  <message>
   <source>Remove all</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Alle entfernen</translation>
  </message>
  <message>
   <source>Rights in the material are your own business: take out only what you may take out.</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Für die Rechte am Material sind Sie selbst verantwortlich: Entfernen Sie nur, was Sie entfernen dürfen.</translation>
  </message>
  <message>
   <source>Save set …</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Dateisatz speichern …</translation>
  </message>
  <message>
   <source>Seed</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Startwert</translation>
  </message>
  <message>
   <source>Seed </source>
   <extracomment>coseparation_window</extracomment>
   <translation>Startwert </translation>
  </message>
  <message>
   <source>Sound that several files share – Unbraid</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Gemeinsamer Klang mehrerer Dateien – Unbraid</translation>
  </message>
  <message>
   <source>The parts are still those from before: press “Part again” to heed what you changed.</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Die Teile sind noch die von vorher: „Neu trennen“ berücksichtigt, was Sie geändert haben.</translation>
  </message>
  <message>
   <source>The same seed gives the same parts</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Derselbe Startwert ergibt dieselben Teile</translation>
  </message>
  <message>
   <source>The same waveform</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Dieselbe Wellenform</translation>
  </message>
  <message>
   <source>Undo</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Rückgängig</translation>
  </message>
  <message>
   <source>Wait until this is done, or cancel it; then add files.</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Warten Sie, bis dies fertig ist, oder brechen Sie es ab; fügen Sie dann Dateien hinzu.</translation>
  </message>
  <message>
   <source>Whether all files hold the same waveform, or performances of it</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Ob alle Dateien dieselbe Wellenform enthalten oder verschiedene Aufführungen</translation>
  </message>
  <message>
   <source>Which files they are, lags, gains, boxes and seed; the parts are made again from it</source>
   <extracomment>coseparation_window</extracomment>
   <translation>Welche Dateien es sind, Versatz, Gain, Rechtecke und Startwert; die Teile werden daraus neu erzeugt</translation>
  </message>
  <message>
   <source>clean</source>
   <extracomment>coseparation_window</extracomment>
   <translation>bereinigt</translation>
  </message>
  <message>
   <source>{name} is there already: what a file shares with itself is all of it.</source>
   <extracomment>coseparation_window</extracomment>
   <translation>{name} ist schon dabei: Was eine Datei mit sich selbst gemeinsam hat, ist alles.</translation>
  </message>
  <message>
   <source>{shown} is not what it was when {name} was saved.</source>
   <extracomment>coseparation_work</extracomment>
   <translation>{shown} ist nicht mehr, was es beim Speichern von {name} war.</translation>
  </message>
  <message>
   <source>Source {name} had died out and was started again.</source>
   <extracomment>dap_networks</extracomment>
   <translation>Quelle {name} war erloschen und wurde neu begonnen.</translation>
  </message>
  <message>
   <source>The GPU's memory is full: the separation goes on on the CPU.</source>
   <extracomment>dap_networks</extracomment>
   <translation>Der Speicher der GPU ist voll: Die Trennung geht auf der CPU weiter.</translation>
  </message>
  <message>
   <source>CUDA is there but does not start: {value}</source>
   <extracomment>devices</extracomment>
   <translation>CUDA ist da, startet aber nicht: {value}</translation>
  </message>
  <message>
   <source>GPU {device} ({title}, {value} free)</source>
   <extracomment>devices</extracomment>
   <translation>GPU {device} ({title}, {value} frei)</translation>
  </message>
  <message>
   <source>NVIDIA GPUs are hidden by CUDA_VISIBLE_DEVICES</source>
   <extracomment>devices</extracomment>
   <translation>NVIDIA-GPUs sind durch CUDA_VISIBLE_DEVICES verborgen</translation>
  </message>
  <message>
   <source>no NVIDIA GPU was found</source>
   <extracomment>devices</extracomment>
   <translation>keine NVIDIA-GPU gefunden</translation>
  </message>
  <message>
   <source>the CPU was asked for</source>
   <extracomment>devices</extracomment>
   <translation>die CPU wurde gewählt</translation>
  </message>
  <message>
   <source>the device must be auto, cpu, cuda or cuda:n, not {request!r}</source>
   <extracomment>devices</extracomment>
   <translation>das Gerät muss auto, cpu, cuda oder cuda:n sein, nicht {request!r}</translation>
  </message>
  <message>
   <source>there is an NVIDIA GPU, but its driver is too old; update the driver to use it</source>
   <extracomment>devices</extracomment>
   <translation>eine NVIDIA-GPU ist da, aber ihr Treiber ist zu alt; erneuern Sie den Treiber, um sie zu nutzen</translation>
  </message>
  <message>
   <source>there is no GPU {value} (found {value2})</source>
   <extracomment>devices</extracomment>
   <translation>es gibt keine GPU {value} (gefunden: {value2})</translation>
  </message>
  <message>
   <source>this installation of PyTorch was made without NVIDIA GPUs</source>
   <extracomment>devices</extracomment>
   <translation>dieses PyTorch ist ohne Unterstützung von NVIDIA-GPUs installiert</translation>
  </message>
  <message>
   <source>{problem}; choose the device cpu or auto</source>
   <extracomment>devices</extracomment>
   <translation>{problem}; wählen Sie als Gerät CPU oder Automatisch</translation>
  </message>
  <message>
   <source>&amp;Colours</source>
   <extracomment>display_panel</extracomment>
   <translation>Fa&amp;rben</translation>
  </message>
  <message>
   <source>&amp;Loudest level</source>
   <extracomment>display_panel</extracomment>
   <translation>Höchster Pege&amp;l</translation>
  </message>
  <message>
   <source>&amp;Window</source>
   <extracomment>display_panel</extracomment>
   <translation>Fen&amp;ster</translation>
  </message>
  <message>
   <source>Automatic</source>
   <extracomment>display_panel</extracomment>
   <translation>Automatisch</translation>
  </message>
  <message>
   <source>Brightness and range as the recording's levels suggest</source>
   <extracomment>display_panel</extracomment>
   <translation>Helligkeit und Umfang, wie es die Pegel der Aufnahme nahelegen</translation>
  </message>
  <message>
   <source>Dyn&amp;amic range</source>
   <extracomment>display_panel</extracomment>
   <translation>Dynamik&amp;umfang</translation>
  </message>
  <message>
   <source>Freq&amp;uencies</source>
   <extracomment>display_panel</extracomment>
   <translation>&amp;Frequenzen</translation>
  </message>
  <message>
   <source>From the brightest colour down to the darkest</source>
   <extracomment>display_panel</extracomment>
   <translation>Von der hellsten bis zur dunkelsten Farbe</translation>
  </message>
  <message>
   <source>How frequencies are spread over the picture's height</source>
   <extracomment>display_panel</extracomment>
   <translation>Wie die Frequenzen über die Höhe des Bildes verteilt sind</translation>
  </message>
  <message>
   <source>Linear</source>
   <extracomment>display_panel</extracomment>
   <translation>Linear</translation>
  </message>
  <message>
   <source>Logarithmic</source>
   <extracomment>display_panel</extracomment>
   <translation>Logarithmisch</translation>
  </message>
  <message>
   <source>Longer: finer in frequency, blurred in time</source>
   <extracomment>display_panel</extracomment>
   <translation>Länger: feiner in der Frequenz, unschärfer in der Zeit</translation>
  </message>
  <message>
   <source>Mel</source>
   <extracomment>display_panel</extracomment>
   <translation>Mel</translation>
  </message>
  <message>
   <source>The colours of quiet and loud</source>
   <extracomment>display_panel</extracomment>
   <translation>Die Farben von Leise und Laut</translation>
  </message>
  <message>
   <source>The level that has the brightest colour</source>
   <extracomment>display_panel</extracomment>
   <translation>Der Pegel mit der hellsten Farbe</translation>
  </message>
  <message>
   <source>{high:.0f} dB of full scale</source>
   <extracomment>display_panel</extracomment>
   <translation>{high:.0f} dBFS</translation>
  </message>
  <message>
   <source>{value:.0f} dB</source>
   <extracomment>display_panel</extracomment>
   <translation>{value:.0f} dB</translation>
  </message>
  <message>
   <source>Change number of sources</source>
   <extracomment>document</extracomment>
   <translation>Anzahl der Quellen ändern</translation>
  </message>
  <message>
   <source>Change separation settings</source>
   <extracomment>document</extracomment>
   <translation>Einstellungen der Trennung ändern</translation>
  </message>
  <message>
   <source>Change {count} marks</source>
   <extracomment>document</extracomment>
   <translation>{count} Markierungen ändern</translation>
  </message>
  <message>
   <source>Delete {marks_name}</source>
   <extracomment>document</extracomment>
   <translation>{marks_name} löschen</translation>
  </message>
  <message>
   <source>Go back to “{name}”</source>
   <extracomment>document</extracomment>
   <translation>Zurück zu „{name}“</translation>
  </message>
  <message>
   <source>Hatched: unsure whose it is</source>
   <extracomment>doubt_veil</extracomment>
   <translation>Schraffiert: unsicher, wessen Klang es ist</translation>
  </message>
  <message>
   <source>Nothing is separated yet, so nothing is sure</source>
   <extracomment>doubt_veil</extracomment>
   <translation>Noch ist nichts getrennt, also nichts sicher</translation>
  </message>
  <message>
   <source>The {channels} channels are heard as a stereo mix; exports keep them all.</source>
   <extracomment>downmix_note</extracomment>
   <translation>Die {channels} Kanäle sind als Stereomischung zu hören; Exporte behalten alle.</translation>
  </message>
  <message>
   <source>Move marks</source>
   <extracomment>drawing</extracomment>
   <translation>Markierungen verschieben</translation>
  </message>
  <message>
   <source>Share of the recording's energy that this mark moves from one source to another: the instant answers with and without it, compared bin by bin and weighted by energy (half the sum of the changes of all masks).</source>
   <extracomment>effects</extracomment>
   <translation>Anteil der Energie der Aufnahme, den diese Markierung von einer Quelle zu einer anderen verschiebt: die sofortigen Antworten mit und ohne sie, Bin für Bin verglichen und nach Energie gewichtet (die halbe Summe der Änderungen aller Masken).</translation>
  </message>
  <message>
   <source>{what} {value} is for source {source}, but there are only {sources} sources</source>
   <extracomment>evidence</extracomment>
   <translation>{what} {value} gilt für Quelle {source}, es gibt aber nur {sources} Quellen</translation>
  </message>
  <message>
   <source>Added stems cannot be made again from the JSON file: {names}.</source>
   <extracomment>export_dialog</extracomment>
   <translation>Hinzugefügte Stems lassen sich aus der JSON-Datei nicht neu erzeugen: {names}.</translation>
  </message>
  <message>
   <source>All were turned down by less than 0.1 dB to fit.</source>
   <extracomment>export_dialog</extracomment>
   <translation>Alle wurden um weniger als 0,1 dB abgesenkt, damit sie passen.</translation>
  </message>
  <message>
   <source>All were turned down by {value:.1f} dB to fit.</source>
   <extracomment>export_dialog</extracomment>
   <translation>Alle wurden um {value:.1f} dB abgesenkt, damit sie passen.</translation>
  </message>
  <message>
   <source>Cancelled; no file was written.</source>
   <extracomment>export_dialog</extracomment>
   <translation>Abgebrochen; es wurde keine Datei geschrieben.</translation>
  </message>
  <message>
   <source>Choose a folder.</source>
   <extracomment>export_dialog</extracomment>
   <translation>Wählen Sie einen Ordner.</translation>
  </message>
  <message>
   <source>Choose at least one stem.</source>
   <extracomment>export_dialog</extracomment>
   <translation>Wählen Sie mindestens einen Stem.</translation>
  </message>
  <message>
   <source>Close</source>
   <extracomment>export_dialog</extracomment>
   <translation>Schließen</translation>
  </message>
  <message>
   <source>Export</source>
   <extracomment>export_dialog</extracomment>
   <translation>Exportieren</translation>
  </message>
  <message>
   <source>Export stems</source>
   <extracomment>export_dialog</extracomment>
   <translation>Stems exportieren</translation>
  </message>
  <message>
   <source>Export stems of “{name}”</source>
   <extracomment>export_dialog</extracomment>
   <translation>Stems von „{name}“ exportieren</translation>
  </message>
  <message>
   <source>Files</source>
   <extracomment>export_dialog</extracomment>
   <translation>Dateien</translation>
  </message>
  <message>
   <source>Files that will be written</source>
   <extracomment>export_dialog</extracomment>
   <translation>Dateien, die geschrieben werden</translation>
  </message>
  <message>
   <source>Open folder</source>
   <extracomment>export_dialog</extracomment>
   <translation>Ordner öffnen</translation>
  </message>
  <message>
   <source>Overwrite existing files</source>
   <extracomment>export_dialog</extracomment>
   <translation>Vorhandene Dateien überschreiben</translation>
  </message>
  <message>
   <source>Overwrite the existing file</source>
   <extracomment>export_dialog</extracomment>
   <translation>Die vorhandene Datei überschreiben</translation>
  </message>
  <message>
   <source>Overwrite the {count} existing files</source>
   <extracomment>export_dialog</extracomment>
   <translation>Die {count} vorhandenen Dateien überschreiben</translation>
  </message>
  <message>
   <source>Progress of the export</source>
   <extracomment>export_dialog</extracomment>
   <translation>Fortschritt des Exports</translation>
  </message>
  <message>
   <source>The number of sources has changed: separate again first.</source>
   <extracomment>export_dialog</extracomment>
   <translation>Die Anzahl der Quellen hat sich geändert: Trennen Sie zuerst erneut.</translation>
  </message>
  <message>
   <source>There are no stems yet: separate the recording first.</source>
   <extracomment>export_dialog</extracomment>
   <translation>Es gibt noch keine Stems: Trennen Sie zuerst die Aufnahme.</translation>
  </message>
  <message>
   <source>exists already</source>
   <extracomment>export_dialog</extracomment>
   <translation>existiert bereits</translation>
  </message>
  <message>
   <source>written</source>
   <extracomment>export_dialog</extracomment>
   <translation>geschrieben</translation>
  </message>
  <message>
   <source>{clipped} samples were clipped.</source>
   <extracomment>export_dialog</extracomment>
   <translation>{clipped} Samples wurden abgeschnitten (Clipping).</translation>
  </message>
  <message>
   <source>{count} file written to {folder}.</source>
   <extracomment>export_dialog</extracomment>
   <translation>{count} Datei wurde in {folder} geschrieben.</translation>
  </message>
  <message>
   <source>{count} files written to {folder}.</source>
   <extracomment>export_dialog</extracomment>
   <translation>{count} Dateien wurden in {folder} geschrieben.</translation>
  </message>
  <message>
   <source>{directory} is not a folder: choose another.</source>
   <extracomment>export_dialog</extracomment>
   <translation>{directory} ist kein Ordner: Wählen Sie einen anderen.</translation>
  </message>
  <message>
   <source>{name} was not written: the recording has no file.</source>
   <extracomment>export_dialog</extracomment>
   <translation>{name} wurde nicht geschrieben: Die Aufnahme hat keine Datei.</translation>
  </message>
  <message>
   <source>&amp;Beyond full scale</source>
   <extracomment>export_form</extracomment>
   <translation>Ü&amp;ber Vollaussteuerung</translation>
  </message>
  <message>
   <source>&amp;Format</source>
   <extracomment>export_form</extracomment>
   <translation>&amp;Format</translation>
  </message>
  <message>
   <source>&amp;Names</source>
   <extracomment>export_form</extracomment>
   <translation>&amp;Namen</translation>
  </message>
  <message>
   <source>&amp;Sound</source>
   <extracomment>export_form</extracomment>
   <translation>&amp;Klang</translation>
  </message>
  <message>
   <source>16 bit</source>
   <extracomment>export_form</extracomment>
   <translation>16 Bit</translation>
  </message>
  <message>
   <source>24 bit</source>
   <extracomment>export_form</extracomment>
   <translation>24 Bit</translation>
  </message>
  <message>
   <source>32 bit float</source>
   <extracomment>export_form</extracomment>
   <translation>32 Bit Float</translation>
  </message>
  <message>
   <source>As mixed: with gain and pan of the mixer</source>
   <extracomment>export_form</extracomment>
   <translation>Wie gemischt: mit Gain und Panorama des Mischpults</translation>
  </message>
  <message>
   <source>As mixed: with the gain and pan they were kept with</source>
   <extracomment>export_form</extracomment>
   <translation>Wie gemischt: mit dem Gain und Panorama, mit dem sie aufbewahrt wurden</translation>
  </message>
  <message>
   <source>As separated: they sum to the recording</source>
   <extracomment>export_form</extracomment>
   <translation>Wie getrennt: Sie ergeben zusammen die Aufnahme</translation>
  </message>
  <message>
   <source>Bit depth</source>
   <extracomment>export_form</extracomment>
   <translation>Bittiefe</translation>
  </message>
  <message>
   <source>Choose the folder</source>
   <extracomment>export_form</extracomment>
   <translation>Den Ordner auswählen</translation>
  </message>
  <message>
   <source>Choose …</source>
   <extracomment>export_form</extracomment>
   <translation>Auswählen …</translation>
  </message>
  <message>
   <source>Clip them</source>
   <extracomment>export_form</extracomment>
   <translation>Abschneiden (Clipping)</translation>
  </message>
  <message>
   <source>Do not export; tell me</source>
   <extracomment>export_form</extracomment>
   <translation>Nicht exportieren, sondern melden</translation>
  </message>
  <message>
   <source>Export how the stems were made</source>
   <extracomment>export_form</extracomment>
   <translation>Exportieren, wie die Stems entstanden sind</translation>
  </message>
  <message>
   <source>Export the mix as heard</source>
   <extracomment>export_form</extracomment>
   <translation>Die Mischung wie gehört exportieren</translation>
  </message>
  <message>
   <source>Export the residual</source>
   <extracomment>export_form</extracomment>
   <translation>Den Rest exportieren</translation>
  </message>
  <message>
   <source>Export {name}</source>
   <extracomment>export_form</extracomment>
   <translation>{name} exportieren</translation>
  </message>
  <message>
   <source>F&amp;older</source>
   <extracomment>export_form</extracomment>
   <translation>&amp;Ordner</translation>
  </message>
  <message>
   <source>File format</source>
   <extracomment>export_form</extracomment>
   <translation>Dateiformat</translation>
  </message>
  <message>
   <source>Float files hold any level; nothing is changed</source>
   <extracomment>export_form</extracomment>
   <translation>Float-Dateien fassen jeden Pegel; nichts wird geändert</translation>
  </message>
  <message>
   <source>Folder</source>
   <extracomment>export_form</extracomment>
   <translation>Ordner</translation>
  </message>
  <message>
   <source>Folder for the stems</source>
   <extracomment>export_form</extracomment>
   <translation>Ordner für die Stems</translation>
  </message>
  <message>
   <source>How they were made, to make them again (JSON)</source>
   <extracomment>export_form</extracomment>
   <translation>Wie sie entstanden sind, um sie neu zu erzeugen (JSON)</translation>
  </message>
  <message>
   <source>Mixed stems are stereo, as they are heard; mono where nothing is panned</source>
   <extracomment>export_form</extracomment>
   <translation>Gemischte Stems sind stereo, wie sie zu hören sind; mono, wo nichts im Panorama verschoben ist</translation>
  </message>
  <message>
   <source>Name pattern</source>
   <extracomment>export_form</extracomment>
   <translation>Namensmuster</translation>
  </message>
  <message>
   <source>Residual: the recording minus the chosen stems</source>
   <extracomment>export_form</extracomment>
   <translation>Rest: die Aufnahme ohne die gewählten Stems</translation>
  </message>
  <message>
   <source>Sound of the stems</source>
   <extracomment>export_form</extracomment>
   <translation>Klang der Stems</translation>
  </message>
  <message>
   <source>Stems</source>
   <extracomment>export_form</extracomment>
   <translation>Stems</translation>
  </message>
  <message>
   <source>Stems beyond full scale</source>
   <extracomment>export_form</extracomment>
   <translation>Stems über Vollaussteuerung</translation>
  </message>
  <message>
   <source>The mix as heard: gain, pan, solo and mute, in one file</source>
   <extracomment>export_form</extracomment>
   <translation>Die Mischung, wie sie zu hören ist, in einer Datei</translation>
  </message>
  <message>
   <source>Turn all stems down together</source>
   <extracomment>export_form</extracomment>
   <translation>Alle Stems gemeinsam absenken</translation>
  </message>
  <message>
   <source>What becomes of stems that are louder than the format can hold</source>
   <extracomment>export_form</extracomment>
   <translation>Was mit Stems geschieht, die lauter sind, als das Format fassen kann</translation>
  </message>
  <message>
   <source>unbraid separate --from that file makes the same stems again</source>
   <extracomment>export_form</extracomment>
   <translation>unbraid separate --from mit dieser Datei erzeugt dieselben Stems noch einmal</translation>
  </message>
  <message>
   <source>{recording} is the recording's name, {source} the source's, {number} its number</source>
   <extracomment>export_form</extracomment>
   <translation>{recording} ist der Name der Aufnahme, {source} der der Quelle, {number} ihre Nummer</translation>
  </message>
  <message>
   <source>The export failed: {value}.</source>
   <extracomment>exporting</extracomment>
   <translation>Der Export ist fehlgeschlagen: {value}.</translation>
  </message>
  <message>
   <source>the file tells of no run</source>
   <extracomment>exports</extracomment>
   <translation>die Datei nennt keinen Lauf</translation>
  </message>
  <message>
   <source>the runs do not go as they went when the stems were made</source>
   <extracomment>exports</extracomment>
   <translation>die Läufe verlaufen nicht so wie beim Erzeugen der Stems</translation>
  </message>
  <message>
   <source>the setting “gain” of the export is damaged.</source>
   <extracomment>exports</extracomment>
   <translation>die Einstellung „gain“ des Exports ist beschädigt.</translation>
  </message>
  <message>
   <source>the setting “{name}” of the export is damaged.</source>
   <extracomment>exports</extracomment>
   <translation>die Einstellung „{name}“ des Exports ist beschädigt.</translation>
  </message>
  <message>
   <source>{path} cannot be read ({reason}).</source>
   <extracomment>exports</extracomment>
   <translation>{path} kann nicht gelesen werden ({reason}).</translation>
  </message>
  <message>
   <source>{path} does not tell how stems were made.</source>
   <extracomment>exports</extracomment>
   <translation>{path} sagt nicht, wie Stems entstanden.</translation>
  </message>
  <message>
   <source>{path} is damaged ({error}).</source>
   <extracomment>exports</extracomment>
   <translation>{path} ist beschädigt ({error}).</translation>
  </message>
  <message>
   <source>{path} is too large to tell how stems were made.</source>
   <extracomment>exports</extracomment>
   <translation>{path} ist zu groß, um zu sagen, wie Stems entstanden.</translation>
  </message>
  <message>
   <source>{path} was written by Unbraid {value} in format {version}; this program reads formats {version2} and {mixed_version}.</source>
   <extracomment>exports</extracomment>
   <translation>{path} wurde von Unbraid {value} im Format {version} geschrieben; dieses Programm liest die Formate {version2} und {mixed_version}.</translation>
  </message>
  <message>
   <source>{title} has other settings now than when the stems were made</source>
   <extracomment>exports</extracomment>
   <translation>{title} hat jetzt andere Einstellungen als beim Erzeugen der Stems</translation>
  </message>
  <message>
   <source>Playing stopped: {error}.</source>
   <extracomment>feeder</extracomment>
   <translation>Die Wiedergabe wurde angehalten: {error}.</translation>
  </message>
  <message>
   <source>The name pattern {pattern!r} is not valid ({error}).</source>
   <extracomment>file_names</extracomment>
   <translation>Das Namensmuster {pattern!r} ist ungültig ({error}).</translation>
  </message>
  <message>
   <source>The name pattern {pattern!r} names {value}; it may use {known}.</source>
   <extracomment>file_names</extracomment>
   <translation>Das Namensmuster {pattern!r} nennt {value}; erlaubt sind {known}.</translation>
  </message>
  <message>
   <source>"sources" must be a list of names</source>
   <extracomment>files</extracomment>
   <translation>"sources" muss eine Liste von Namen sein</translation>
  </message>
  <message>
   <source>"sources" names more than {max_sources} sources</source>
   <extracomment>files</extracomment>
   <translation>"sources" nennt mehr als {max_sources} Quellen</translation>
  </message>
  <message>
   <source>"{key}" must be a list</source>
   <extracomment>files</extracomment>
   <translation>"{key}" muss eine Liste sein</translation>
  </message>
  <message>
   <source>a box file holds one JSON object</source>
   <extracomment>files</extracomment>
   <translation>eine Vorgabendatei enthält ein JSON-Objekt</translation>
  </message>
  <message>
   <source>a number in it has too many digits</source>
   <extracomment>files</extracomment>
   <translation>eine Zahl darin hat zu viele Stellen</translation>
  </message>
  <message>
   <source>is not a box file in JSON ({error})</source>
   <extracomment>files</extracomment>
   <translation>ist keine Vorgabendatei in JSON ({error})</translation>
  </message>
  <message>
   <source>the key "{twice}" is given twice in one object</source>
   <extracomment>files</extracomment>
   <translation>der Schlüssel "{twice}" steht zweimal in einem Objekt</translation>
  </message>
  <message>
   <source>version is {version!r}; this program reads version {file_version}</source>
   <extracomment>files</extracomment>
   <translation>die Version ist {version!r}; dieses Programm liest Version {file_version}</translation>
  </message>
  <message>
   <source>{path}: cannot be read ({reason})</source>
   <extracomment>files</extracomment>
   <translation>{path}: kann nicht gelesen werden ({reason})</translation>
  </message>
  <message>
   <source>{path}: cannot be written ({reason})</source>
   <extracomment>files</extracomment>
   <translation>{path}: kann nicht geschrieben werden ({reason})</translation>
  </message>
  <message>
   <source>{path}: is no box file: those are text, in JSON</source>
   <extracomment>files</extracomment>
   <translation>{path}: ist keine Vorgabendatei: Die sind Text, in JSON</translation>
  </message>
  <message>
   <source>{path}: {error}</source>
   <extracomment>files</extracomment>
   <translation>{path}: {error}</translation>
  </message>
  <message>
   <source>{what} has an unknown key "{unknown}"</source>
   <extracomment>files</extracomment>
   <translation>{what} hat einen unbekannten Schlüssel "{unknown}"</translation>
  </message>
  <message>
   <source>{what} is for source {source}, but only {value} sources are named</source>
   <extracomment>files</extracomment>
   <translation>{what} gilt für Quelle {source}, genannt sind aber nur {value} Quellen</translation>
  </message>
  <message>
   <source>{what} lacks "{missing}"</source>
   <extracomment>files</extracomment>
   <translation>{what} fehlt "{missing}"</translation>
  </message>
  <message>
   <source>{what} must be a finite number</source>
   <extracomment>files</extracomment>
   <translation>{what} muss eine endliche Zahl sein</translation>
  </message>
  <message>
   <source>{what} must be a list of [seconds, Hz]</source>
   <extracomment>files</extracomment>
   <translation>{what} muss eine Liste von [Sekunden, Hz] sein</translation>
  </message>
  <message>
   <source>{what} must be a list of [start, end, low, high]</source>
   <extracomment>files</extracomment>
   <translation>{what} muss eine Liste von [Anfang, Ende, unten, oben] sein</translation>
  </message>
  <message>
   <source>{what} must be a list of numbers</source>
   <extracomment>files</extracomment>
   <translation>{what} muss eine Liste von Zahlen sein</translation>
  </message>
  <message>
   <source>{what} must be a number, not {value!r}</source>
   <extracomment>files</extracomment>
   <translation>{what} muss eine Zahl sein, nicht {value!r}</translation>
  </message>
  <message>
   <source>{what} must be a whole number, not {value!r}</source>
   <extracomment>files</extracomment>
   <translation>{what} muss eine ganze Zahl sein, nicht {value!r}</translation>
  </message>
  <message>
   <source>{what} must be an object</source>
   <extracomment>files</extracomment>
   <translation>{what} muss ein Objekt sein</translation>
  </message>
  <message>
   <source>{what} must be true or false, not {value!r}</source>
   <extracomment>files</extracomment>
   <translation>{what} muss true oder false sein, nicht {value!r}</translation>
  </message>
  <message>
   <source>{what}, point {number} must be [seconds, Hz]</source>
   <extracomment>files</extracomment>
   <translation>{what}, Punkt {number} muss [Sekunden, Hz] sein</translation>
  </message>
  <message>
   <source>{what}, rectangle {number} must be [start, end, low, high]</source>
   <extracomment>files</extracomment>
   <translation>{what}, Rechteck {number} muss [Anfang, Ende, unten, oben] sein</translation>
  </message>
  <message>
   <source>{what}: kind is {kind!r}; it must be one of {value}</source>
   <extracomment>files</extracomment>
   <translation>{what}: kind ist {kind!r}; möglich sind {value}</translation>
  </message>
  <message>
   <source>{what}: {error}</source>
   <extracomment>files</extracomment>
   <translation>{what}: {error}</translation>
  </message>
  <message>
   <source>Guidance (*.json);;All files (*)</source>
   <extracomment>guidance_files</extracomment>
   <translation>Vorgaben (*.json);;Alle Dateien (*)</translation>
  </message>
  <message>
   <source>Open guidance</source>
   <extracomment>guidance_files</extracomment>
   <translation>Vorgaben öffnen</translation>
  </message>
  <message>
   <source>Save guidance</source>
   <extracomment>guidance_files</extracomment>
   <translation>Vorgaben speichern</translation>
  </message>
  <message>
   <source>{name}: 1 mark of it lies outside this recording.</source>
   <extracomment>guidance_files</extracomment>
   <translation>{name}: 1 Markierung daraus liegt außerhalb dieser Aufnahme.</translation>
  </message>
  <message>
   <source>{name}: {lost} marks of it lie outside this recording.</source>
   <extracomment>guidance_files</extracomment>
   <translation>{name}: {lost} Markierungen daraus liegen außerhalb dieser Aufnahme.</translation>
  </message>
  <message>
   <source>{path} is for {needed} sources; {max_sources} is the most here.</source>
   <extracomment>guidance_files</extracomment>
   <translation>{path} ist für {needed} Quellen; hier sind höchstens {max_sources} möglich.</translation>
  </message>
  <message>
   <source>Guidance list</source>
   <extracomment>guidance_panel</extracomment>
   <translation>Liste der Vorgaben</translation>
  </message>
  <message>
   <source>Weight</source>
   <extracomment>guidance_panel</extracomment>
   <translation>Gewicht</translation>
  </message>
  <message>
   <source>Back</source>
   <extracomment>guided_tour</extracomment>
   <translation>Zurück</translation>
  </message>
  <message>
   <source>Done</source>
   <extracomment>guided_tour</extracomment>
   <translation>Fertig</translation>
  </message>
  <message>
   <source>Next</source>
   <extracomment>guided_tour</extracomment>
   <translation>Weiter</translation>
  </message>
  <message>
   <source>Skip the tour</source>
   <extracomment>guided_tour</extracomment>
   <translation>Überspringen</translation>
  </message>
  <message>
   <source>Tour</source>
   <extracomment>guided_tour</extracomment>
   <translation>Rundgang</translation>
  </message>
  <message>
   <source>{number} of {count}</source>
   <extracomment>guided_tour</extracomment>
   <translation>{number} von {count}</translation>
  </message>
  <message>
   <source>The separation failed ({name}: {error}); see the log.</source>
   <extracomment>job_worker</extracomment>
   <translation>Die Trennung ist fehlgeschlagen ({name}: {error}); siehe das Protokoll.</translation>
  </message>
  <message>
   <source>There is not enough memory for this separation; try the draft preset.</source>
   <extracomment>job_worker</extracomment>
   <translation>Für diese Trennung reicht der Speicher nicht; versuchen Sie die Stufe Entwurf.</translation>
  </message>
  <message>
   <source>{error} The separation goes on from its masks.</source>
   <extracomment>job_worker</extracomment>
   <translation>{error} Die Trennung geht von ihren Masken aus weiter.</translation>
  </message>
  <message>
   <source>{title} begins afresh with these sources.</source>
   <extracomment>job_worker</extracomment>
   <translation>{title} beginnt mit diesen Quellen von vorn.</translation>
  </message>
  <message>
   <source>“{name}”</source>
   <extracomment>key_texts</extracomment>
   <translation>„{name}“</translation>
  </message>
  <message>
   <source> It was over full scale and is clipped when heard: turn stems down.</source>
   <extracomment>level_meter</extracomment>
   <translation> Es lag über Vollaussteuerung und wird beim Hören abgeschnitten: Senken Sie Stems ab.</translation>
  </message>
  <message>
   <source>Level</source>
   <extracomment>level_meter</extracomment>
   <translation>Pegel</translation>
  </message>
  <message>
   <source>Peaks of {what}, in dB of full scale.</source>
   <extracomment>level_meter</extracomment>
   <translation>Spitzenpegel, in dBFS: {what}.</translation>
  </message>
  <message>
   <source>this stem, as loud as it is heard</source>
   <extracomment>level_meter</extracomment>
   <translation>dieser Stem, so laut, wie er zu hören ist</translation>
  </message>
  <message>
   <source>what is heard</source>
   <extracomment>level_meter</extracomment>
   <translation>was zu hören ist</translation>
  </message>
  <message>
   <source>a sample rate of {sample_rate} Hz is too low; convert it to 8000 Hz or more</source>
   <extracomment>limits</extracomment>
   <translation>Eine Abtastrate von {sample_rate} Hz ist zu niedrig; wandeln Sie sie in 8000 Hz oder mehr um</translation>
  </message>
  <message>
   <source>a stretch of {seconds:.2f} s is too short; select at least {shortest_seconds:g} s</source>
   <extracomment>limits</extracomment>
   <translation>eine Strecke von {seconds:.2f} s ist zu kurz; wählen Sie mindestens {shortest_seconds:g} s</translation>
  </message>
  <message>
   <source>the stretch is silent; select one that sounds</source>
   <extracomment>limits</extracomment>
   <translation>die Strecke ist still; wählen Sie eine, die klingt</translation>
  </message>
  <message>
   <source>{duration:g} s is not longer than the {given_seconds:.2f} s given; choose a greater length or a shorter stretch</source>
   <extracomment>limits</extracomment>
   <translation>{duration:g} s ist nicht länger als die gegebenen {given_seconds:.2f} s; wählen Sie eine größere Länge oder eine kürzere Strecke</translation>
  </message>
  <message>
   <source>{value:.3g} h is too long; at most {value2:g} h can be made</source>
   <extracomment>limits</extracomment>
   <translation>{value:.3g} h ist zu lang; höchstens {value2:g} h lassen sich erzeugen</translation>
  </message>
  <message>
   <source>Loss curve</source>
   <extracomment>loss_view</extracomment>
   <translation>Verlustkurve</translation>
  </message>
  <message>
   <source>The method's training loss; lower fits the recording better</source>
   <extracomment>loss_view</extracomment>
   <translation>Der Trainingsverlust der Methode; kleiner bedeutet, dass er die Aufnahme besser trifft</translation>
  </message>
  <message>
   <source>&amp;Redo</source>
   <extracomment>main_window</extracomment>
   <translation>&amp;Wiederholen</translation>
  </message>
  <message>
   <source>&amp;Redo {step}</source>
   <extracomment>main_window</extracomment>
   <translation>&amp;Wiederholen: {step}</translation>
  </message>
  <message>
   <source>&amp;Undo</source>
   <extracomment>main_window</extracomment>
   <translation>&amp;Rückgängig</translation>
  </message>
  <message>
   <source>&amp;Undo {step}</source>
   <extracomment>main_window</extracomment>
   <translation>&amp;Rückgängig: {step}</translation>
  </message>
  <message>
   <source>Display</source>
   <extracomment>main_window</extracomment>
   <translation>Darstellung</translation>
  </message>
  <message>
   <source>Guidance</source>
   <extracomment>main_window</extracomment>
   <translation>Vorgaben</translation>
  </message>
  <message>
   <source>Open a recording or a session: File → Open, Open recent, or drop files here.</source>
   <extracomment>main_window</extracomment>
   <translation>Öffnen Sie eine Aufnahme oder Sitzung: Datei → Öffnen, Zuletzt geöffnet, oder legen Sie Dateien hier ab.</translation>
  </message>
  <message>
   <source>Selection</source>
   <extracomment>main_window</extracomment>
   <translation>Auswahl</translation>
  </message>
  <message>
   <source>Separation</source>
   <extracomment>main_window</extracomment>
   <translation>Trennung</translation>
  </message>
  <message>
   <source>Starting the engine …</source>
   <extracomment>main_window</extracomment>
   <translation>Die Engine wird gestartet …</translation>
  </message>
  <message>
   <source>Texture</source>
   <extracomment>main_window</extracomment>
   <translation>Textur</translation>
  </message>
  <message>
   <source>The engine did not start ({sentence}); install Unbraid again to separate.</source>
   <extracomment>main_window</extracomment>
   <translation>Die Engine ist nicht gestartet ({sentence}); installieren Sie Unbraid neu, um zu trennen.</translation>
  </message>
  <message>
   <source>Versions</source>
   <extracomment>main_window</extracomment>
   <translation>Versionen</translation>
  </message>
  <message>
   <source>A mark's start must lie before its end, its low below its high.</source>
   <extracomment>mark_commands</extracomment>
   <translation>Der Anfang einer Markierung muss vor ihrem Ende liegen, ihre untere Frequenz unter der oberen.</translation>
  </message>
  <message>
   <source>Copy {marks_name} to {name}</source>
   <extracomment>mark_commands</extracomment>
   <translation>{marks_name} nach {name} kopieren</translation>
  </message>
  <message>
   <source>Duplicate {marks_name}</source>
   <extracomment>mark_commands</extracomment>
   <translation>{marks_name} duplizieren</translation>
  </message>
  <message>
   <source>Hide</source>
   <extracomment>mark_commands</extracomment>
   <translation>Ausblenden</translation>
  </message>
  <message>
   <source>Lock</source>
   <extracomment>mark_commands</extracomment>
   <translation>Sperren</translation>
  </message>
  <message>
   <source>Nothing of the copied marks lies within the recording from here on.</source>
   <extracomment>mark_commands</extracomment>
   <translation>Von den kopierten Markierungen liegt ab hier keine in der Aufnahme.</translation>
  </message>
  <message>
   <source>Paste {marks_name}</source>
   <extracomment>mark_commands</extracomment>
   <translation>{marks_name} einfügen</translation>
  </message>
  <message>
   <source>Show</source>
   <extracomment>mark_commands</extracomment>
   <translation>Einblenden</translation>
  </message>
  <message>
   <source>Show all marks</source>
   <extracomment>mark_commands</extracomment>
   <translation>Alle Markierungen einblenden</translation>
  </message>
  <message>
   <source>The clipboard holds no marks: copy some, or the text of a box file.</source>
   <extracomment>mark_commands</extracomment>
   <translation>Die Zwischenablage enthält keine Markierungen: Kopieren Sie welche oder den Text einer Vorgabendatei.</translation>
  </message>
  <message>
   <source>The copied marks are for {sources} sources; here are only {count}: add a source first.</source>
   <extracomment>mark_commands</extracomment>
   <translation>Die kopierten Markierungen sind für {sources} Quellen; hier sind nur {count}: Fügen Sie zuerst eine Quelle hinzu.</translation>
  </message>
  <message>
   <source>The {marks_name} are locked: unlock them first ({key}, or the lock in the guidance list).</source>
   <extracomment>mark_commands</extracomment>
   <translation>Gesperrt: {marks_name}. Erst entsperren ({key} oder die Schlösser in der Liste der Vorgaben).</translation>
  </message>
  <message>
   <source>The {marks_name} is locked: unlock it first ({key}, or the lock in the guidance list).</source>
   <extracomment>mark_commands</extracomment>
   <translation>Gesperrt: {marks_name}. Erst entsperren ({key} oder das Schloss in der Liste der Vorgaben).</translation>
  </message>
  <message>
   <source>Unlock</source>
   <extracomment>mark_commands</extracomment>
   <translation>Entsperren</translation>
  </message>
  <message>
   <source>Resize marks</source>
   <extracomment>mark_editor</extracomment>
   <translation>Größe von Markierungen ändern</translation>
  </message>
  <message>
   <source>Band</source>
   <extracomment>mark_form</extracomment>
   <translation>Band</translation>
  </message>
  <message>
   <source>Draw on the picture: it is listed here.</source>
   <extracomment>mark_form</extracomment>
   <translation>Zeichnen Sie im Bild: Es wird hier aufgelistet.</translation>
  </message>
  <message>
   <source>End</source>
   <extracomment>mark_form</extracomment>
   <translation>Ende</translation>
  </message>
  <message>
   <source>For which source the marks speak</source>
   <extracomment>mark_form</extracomment>
   <translation>Für welche Quelle die Markierungen gelten</translation>
  </message>
  <message>
   <source>Highest frequency</source>
   <extracomment>mark_form</extracomment>
   <translation>Oberste Frequenz</translation>
  </message>
  <message>
   <source>How strongly the marks count beside others</source>
   <extracomment>mark_form</extracomment>
   <translation>Wie stark die Markierungen neben anderen zählen</translation>
  </message>
  <message>
   <source>Kind of the marks</source>
   <extracomment>mark_form</extracomment>
   <translation>Art der Markierungen</translation>
  </message>
  <message>
   <source>Lowest frequency</source>
   <extracomment>mark_form</extracomment>
   <translation>Unterste Frequenz</translation>
  </message>
  <message>
   <source>Nothing selected</source>
   <extracomment>mark_form</extracomment>
   <translation>Nichts ausgewählt</translation>
  </message>
  <message>
   <source>Pin the masks inside instead of letting the method soften them ({key:exact})</source>
   <extracomment>mark_form</extracomment>
   <translation>Die Masken darin festhalten, statt sie die Methode weichzeichnen zu lassen ({key:exact})</translation>
  </message>
  <message>
   <source>Says</source>
   <extracomment>mark_form</extracomment>
   <translation>Besagt</translation>
  </message>
  <message>
   <source>Source of the marks</source>
   <extracomment>mark_form</extracomment>
   <translation>Quelle der Markierungen</translation>
  </message>
  <message>
   <source>Start</source>
   <extracomment>mark_form</extracomment>
   <translation>Anfang</translation>
  </message>
  <message>
   <source>Strength</source>
   <extracomment>mark_form</extracomment>
   <translation>Stärke</translation>
  </message>
  <message>
   <source>Strength in percent</source>
   <extracomment>mark_form</extracomment>
   <translation>Stärke in Prozent</translation>
  </message>
  <message>
   <source>Strength of the marks</source>
   <extracomment>mark_form</extracomment>
   <translation>Stärke der Markierungen</translation>
  </message>
  <message>
   <source>Time</source>
   <extracomment>mark_form</extracomment>
   <translation>Zeit</translation>
  </message>
  <message>
   <source>What the marks say of the source ({key:opposite})</source>
   <extracomment>mark_form</extracomment>
   <translation>Was die Markierungen über die Quelle aussagen ({key:opposite})</translation>
  </message>
  <message>
   <source>locked</source>
   <extracomment>mark_form</extracomment>
   <translation>gesperrt</translation>
  </message>
  <message>
   <source>{locked} of them locked</source>
   <extracomment>mark_form</extracomment>
   <translation>davon {locked} gesperrt</translation>
  </message>
  <message>
   <source>{marks} selected</source>
   <extracomment>mark_form</extracomment>
   <translation>{marks} ausgewählt</translation>
  </message>
  <message>
   <source>{name} of the marks</source>
   <extracomment>mark_form</extracomment>
   <translation>{name} der Markierungen</translation>
  </message>
  <message>
   <source>{name} of the selected marks</source>
   <extracomment>mark_form</extracomment>
   <translation>{name} der ausgewählten Markierungen</translation>
  </message>
  <message>
   <source>⌫ Take back</source>
   <extracomment>mark_form</extracomment>
   <translation>⌫ Zurücknehmen</translation>
  </message>
  <message>
   <source>✓ Activate</source>
   <extracomment>mark_form</extracomment>
   <translation>✓ Zuweisen</translation>
  </message>
  <message>
   <source>✕ Deactivate</source>
   <extracomment>mark_form</extracomment>
   <translation>✕ Ausschließen</translation>
  </message>
  <message>
   <source>Source {value}</source>
   <extracomment>mark_layer</extracomment>
   <translation>Quelle {value}</translation>
  </message>
  <message>
   <source>Activate: this is the source's</source>
   <extracomment>mark_menu</extracomment>
   <translation>Zuweisen: das gehört der Quelle</translation>
  </message>
  <message>
   <source>Copy to</source>
   <extracomment>mark_menu</extracomment>
   <translation>Kopieren nach</translation>
  </message>
  <message>
   <source>Deactivate: it is not</source>
   <extracomment>mark_menu</extracomment>
   <translation>Ausschließen: das gehört ihr nicht</translation>
  </message>
  <message>
   <source>Delete</source>
   <extracomment>mark_menu</extracomment>
   <translation>Löschen</translation>
  </message>
  <message>
   <source>Duplicate</source>
   <extracomment>mark_menu</extracomment>
   <translation>Duplizieren</translation>
  </message>
  <message>
   <source>Erase: nothing is known here</source>
   <extracomment>mark_menu</extracomment>
   <translation>Radieren: hier ist nichts bekannt</translation>
  </message>
  <message>
   <source>Exact: pin the mask inside</source>
   <extracomment>mark_menu</extracomment>
   <translation>Exakt: die Maske darin festhalten</translation>
  </message>
  <message>
   <source>Hide; it still counts</source>
   <extracomment>mark_menu</extracomment>
   <translation>Ausblenden; zählt trotzdem</translation>
  </message>
  <message>
   <source>Only this source</source>
   <extracomment>mark_menu</extracomment>
   <translation>Nur diese Quelle</translation>
  </message>
  <message>
   <source>Similar to this</source>
   <extracomment>mark_menu</extracomment>
   <translation>Diesem Ähnliches</translation>
  </message>
  <message>
   <source>This source is silent</source>
   <extracomment>mark_menu</extracomment>
   <translation>Diese Quelle schweigt</translation>
  </message>
  <message>
   <source>Change</source>
   <extracomment>mark_names</extracomment>
   <translation>Ändern</translation>
  </message>
  <message>
   <source>Draw {mark_name}</source>
   <extracomment>mark_names</extracomment>
   <translation>{mark_name} zeichnen</translation>
  </message>
  <message>
   <source>Erase</source>
   <extracomment>mark_names</extracomment>
   <translation>Radieren</translation>
  </message>
  <message>
   <source>Move</source>
   <extracomment>mark_names</extracomment>
   <translation>Verschieben</translation>
  </message>
  <message>
   <source>Resize</source>
   <extracomment>mark_names</extracomment>
   <translation>Größe ändern</translation>
  </message>
  <message>
   <source>Silence a time span</source>
   <extracomment>mark_names</extracomment>
   <translation>Zeitspanne stumm</translation>
  </message>
  <message>
   <source>Solo a time span</source>
   <extracomment>mark_names</extracomment>
   <translation>Zeitspanne auf Solo</translation>
  </message>
  <message>
   <source>band</source>
   <extracomment>mark_names</extracomment>
   <translation>Band</translation>
  </message>
  <message>
   <source>bands</source>
   <extracomment>mark_names</extracomment>
   <translation>Bänder</translation>
  </message>
  <message>
   <source>box</source>
   <extracomment>mark_names</extracomment>
   <translation>Rechteck</translation>
  </message>
  <message>
   <source>boxes</source>
   <extracomment>mark_names</extracomment>
   <translation>Rechtecke</translation>
  </message>
  <message>
   <source>brush stroke</source>
   <extracomment>mark_names</extracomment>
   <translation>Pinselstrich</translation>
  </message>
  <message>
   <source>brush strokes</source>
   <extracomment>mark_names</extracomment>
   <translation>Pinselstriche</translation>
  </message>
  <message>
   <source>lasso</source>
   <extracomment>mark_names</extracomment>
   <translation>Lasso</translation>
  </message>
  <message>
   <source>lassos</source>
   <extracomment>mark_names</extracomment>
   <translation>Lassos</translation>
  </message>
  <message>
   <source>marks</source>
   <extracomment>mark_names</extracomment>
   <translation>Markierungen</translation>
  </message>
  <message>
   <source>patch</source>
   <extracomment>mark_names</extracomment>
   <translation>Fleck</translation>
  </message>
  <message>
   <source>patches</source>
   <extracomment>mark_names</extracomment>
   <translation>Flecken</translation>
  </message>
  <message>
   <source>time span</source>
   <extracomment>mark_names</extracomment>
   <translation>Zeitspanne</translation>
  </message>
  <message>
   <source>time spans</source>
   <extracomment>mark_names</extracomment>
   <translation>Zeitspannen</translation>
  </message>
  <message>
   <source>tone</source>
   <extracomment>mark_names</extracomment>
   <translation>Ton</translation>
  </message>
  <message>
   <source>tones</source>
   <extracomment>mark_names</extracomment>
   <translation>Töne</translation>
  </message>
  <message>
   <source> · exact</source>
   <extracomment>mark_painting</extracomment>
   <translation> · exakt</translation>
  </message>
  <message>
   <source>erased</source>
   <extracomment>mark_painting</extracomment>
   <translation>radiert</translation>
  </message>
  <message>
   <source>only</source>
   <extracomment>mark_painting</extracomment>
   <translation>nur</translation>
  </message>
  <message>
   <source>without</source>
   <extracomment>mark_painting</extracomment>
   <translation>ohne</translation>
  </message>
  <message>
   <source>Band Hz</source>
   <extracomment>mark_table</extracomment>
   <translation>Band Hz</translation>
  </message>
  <message>
   <source>Box</source>
   <extracomment>mark_table</extracomment>
   <translation>Rechteck</translation>
  </message>
  <message>
   <source>Click: hide</source>
   <extracomment>mark_table</extracomment>
   <translation>Klick: ausblenden</translation>
  </message>
  <message>
   <source>Click: lock</source>
   <extracomment>mark_table</extracomment>
   <translation>Klick: sperren</translation>
  </message>
  <message>
   <source>Effect</source>
   <extracomment>mark_table</extracomment>
   <translation>Wirkung</translation>
  </message>
  <message>
   <source>From when to when, in seconds</source>
   <extracomment>mark_table</extracomment>
   <translation>Von wann bis wann, in Sekunden</translation>
  </message>
  <message>
   <source>From which frequency to which, in Hz</source>
   <extracomment>mark_table</extracomment>
   <translation>Von welcher bis zu welcher Frequenz, in Hz</translation>
  </message>
  <message>
   <source>Hidden; it still counts. Click: show</source>
   <extracomment>mark_table</extracomment>
   <translation>Ausgeblendet; zählt trotzdem. Klick: einblenden</translation>
  </message>
  <message>
   <source>How strongly the mark counts, or “exact” where it pins the masks</source>
   <extracomment>mark_table</extracomment>
   <translation>Wie stark die Markierung zählt, oder „exakt“, wo sie die Masken festhält</translation>
  </message>
  <message>
   <source>Lasso</source>
   <extracomment>mark_table</extracomment>
   <translation>Lasso</translation>
  </message>
  <message>
   <source>Locked. Click: unlock</source>
   <extracomment>mark_table</extracomment>
   <translation>Gesperrt. Klick: entsperren</translation>
  </message>
  <message>
   <source>Mark</source>
   <extracomment>mark_table</extracomment>
   <translation>Markierung</translation>
  </message>
  <message>
   <source>Patch</source>
   <extracomment>mark_table</extracomment>
   <translation>Fleck</translation>
  </message>
  <message>
   <source>Span</source>
   <extracomment>mark_table</extracomment>
   <translation>Spanne</translation>
  </message>
  <message>
   <source>Stroke</source>
   <extracomment>mark_table</extracomment>
   <translation>Strich</translation>
  </message>
  <message>
   <source>The source's colour and pattern, what is said (✓ all of it, ✕ nothing of it, ⌫ taken back), and the shape. Where marks overlap, the later one wins: the one further down.</source>
   <extracomment>mark_table</extracomment>
   <translation>Farbe und Muster der Quelle, was gesagt ist (✓ alles davon, ✕ nichts davon, ⌫ zurückgenommen), und die Form. Wo Markierungen sich überlappen, gilt die spätere: die weiter unten.</translation>
  </message>
  <message>
   <source>Time s</source>
   <extracomment>mark_table</extracomment>
   <translation>Zeit s</translation>
  </message>
  <message>
   <source>Tone</source>
   <extracomment>mark_table</extracomment>
   <translation>Ton</translation>
  </message>
  <message>
   <source>Whether the mark is drawn on the picture; a hidden one counts all the same</source>
   <extracomment>mark_table</extracomment>
   <translation>Ob die Markierung im Bild gezeichnet ist; eine ausgeblendete zählt genauso</translation>
  </message>
  <message>
   <source>Whether the mark is locked: neither moved, changed nor deleted by hand</source>
   <extracomment>mark_table</extracomment>
   <translation>Ob die Markierung gesperrt ist: von Hand weder zu verschieben noch zu ändern oder zu löschen</translation>
  </message>
  <message>
   <source>all</source>
   <extracomment>mark_table</extracomment>
   <translation>alles</translation>
  </message>
  <message>
   <source>all of it is {name}</source>
   <extracomment>mark_table</extracomment>
   <translation>alles davon ist {name}</translation>
  </message>
  <message>
   <source>exact</source>
   <extracomment>mark_table</extracomment>
   <translation>exakt</translation>
  </message>
  <message>
   <source>nothing of it is {name}</source>
   <extracomment>mark_table</extracomment>
   <translation>nichts davon ist {name}</translation>
  </message>
  <message>
   <source>what was said here before is taken back</source>
   <extracomment>mark_table</extracomment>
   <translation>was hier zuvor gesagt wurde, ist zurückgenommen</translation>
  </message>
  <message>
   <source>{what}, {value} of {count}: {format}</source>
   <extracomment>mark_table</extracomment>
   <translation>{what}, {value} von {count}: {format}</translation>
  </message>
  <message>
   <source>it encloses nothing</source>
   <extracomment>marks</extracomment>
   <translation>sie umschließt nichts</translation>
  </message>
  <message>
   <source>it has {value} points and needs at least {least}</source>
   <extracomment>marks</extracomment>
   <translation>sie hat {value} Punkte und braucht mindestens {least}</translation>
  </message>
  <message>
   <source>it has {value} points; {max_points} is the most</source>
   <extracomment>marks</extracomment>
   <translation>sie hat {value} Punkte; {max_points} sind das Höchste</translation>
  </message>
  <message>
   <source>it has {value} rectangles and may have 1 to {max_rectangles}</source>
   <extracomment>marks</extracomment>
   <translation>sie hat {value} Rechtecke; erlaubt sind 1 bis {max_rectangles}</translation>
  </message>
  <message>
   <source>it is empty or inverted ({low:g} to {high:g} Hz)</source>
   <extracomment>marks</extracomment>
   <translation>sie ist leer oder verkehrt ({low:g} bis {high:g} Hz)</translation>
  </message>
  <message>
   <source>it is empty or inverted ({start:g} to {end:g} s)</source>
   <extracomment>marks</extracomment>
   <translation>sie ist leer oder verkehrt ({start:g} bis {end:g} s)</translation>
  </message>
  <message>
   <source>it is empty or inverted ({start:g} to {end:g} s, {low:g} to {high:g} Hz)</source>
   <extracomment>marks</extracomment>
   <translation>sie ist leer oder verkehrt ({start:g} bis {end:g} s, {low:g} bis {high:g} Hz)</translation>
  </message>
  <message>
   <source>it must have as many times as frequencies</source>
   <extracomment>marks</extracomment>
   <translation>sie muss so viele Zeiten wie Frequenzen haben</translation>
  </message>
  <message>
   <source>its edges must be finite numbers</source>
   <extracomment>marks</extracomment>
   <translation>die Ränder müssen endliche Zahlen sein</translation>
  </message>
  <message>
   <source>its frequencies must be above 0</source>
   <extracomment>marks</extracomment>
   <translation>die Frequenzen müssen über 0 sein</translation>
  </message>
  <message>
   <source>its points must be finite numbers</source>
   <extracomment>marks</extracomment>
   <translation>die Punkte müssen endliche Zahlen sein</translation>
  </message>
  <message>
   <source>its radius must be above 0</source>
   <extracomment>marks</extracomment>
   <translation>der Radius muss über 0 sein</translation>
  </message>
  <message>
   <source>its radius upwards may be at most {max_octaves} octaves</source>
   <extracomment>marks</extracomment>
   <translation>der Radius nach oben darf höchstens {max_octaves} Oktaven sein</translation>
  </message>
  <message>
   <source>its radius upwards must be given in octaves or in Hz, not in both</source>
   <extracomment>marks</extracomment>
   <translation>der Radius nach oben wird in Oktaven oder in Hz angegeben, nicht in beidem</translation>
  </message>
  <message>
   <source>its times must increase</source>
   <extracomment>marks</extracomment>
   <translation>die Zeiten müssen zunehmen</translation>
  </message>
  <message>
   <source>its width must be above 0</source>
   <extracomment>marks</extracomment>
   <translation>die Breite muss über 0 sein</translation>
  </message>
  <message>
   <source>kind must be {kinds} or "{kinds2}", not {kind!r}</source>
   <extracomment>marks</extracomment>
   <translation>kind muss {kinds} oder "{kinds2}" sein, nicht {kind!r}</translation>
  </message>
  <message>
   <source>one of its rectangles is empty or inverted</source>
   <extracomment>marks</extracomment>
   <translation>eins ihrer Rechtecke ist leer oder verkehrt</translation>
  </message>
  <message>
   <source>partials must be from 1 to {max_partials}, not {partials}</source>
   <extracomment>marks</extracomment>
   <translation>partials muss von 1 bis {max_partials} sein, nicht {partials}</translation>
  </message>
  <message>
   <source>source must be from 0 to {value}, not {source}</source>
   <extracomment>marks</extracomment>
   <translation>source muss von 0 bis {value} sein, nicht {source}</translation>
  </message>
  <message>
   <source>strength must be above 0 and at most 1, not {strength:g}</source>
   <extracomment>marks</extracomment>
   <translation>strength muss über 0 und höchstens 1 sein, nicht {strength:g}</translation>
  </message>
  <message>
   <source>no more than {max_files} files can be parted together</source>
   <extracomment>material</extracomment>
   <translation>Mehr als {max_files} Dateien lassen sich nicht zusammen trennen</translation>
  </message>
  <message>
   <source>two files or more are needed: what they share is taken apart</source>
   <extracomment>material</extracomment>
   <translation>Es braucht zwei oder mehr Dateien: Herausgelöst wird, was sie gemeinsam haben</translation>
  </message>
  <message>
   <source>{name}: is silent, so it can share nothing with another file</source>
   <extracomment>material</extracomment>
   <translation>{name}: ist still und kann darum nichts mit einer anderen Datei gemeinsam haben</translation>
  </message>
  <message>
   <source>{name}: lasts {duration:.2f} s, too short to compare with another file</source>
   <extracomment>material</extracomment>
   <translation>{name}: dauert {duration:.2f} s, zu kurz für einen Vergleich mit einer anderen Datei</translation>
  </message>
  <message>
   <source>Dismiss this message</source>
   <extracomment>messages</extracomment>
   <translation>Diese Meldung schließen</translation>
  </message>
  <message>
   <source>Error</source>
   <extracomment>messages</extracomment>
   <translation>Fehler</translation>
  </message>
  <message>
   <source>Note</source>
   <extracomment>messages</extracomment>
   <translation>Hinweis</translation>
  </message>
  <message>
   <source>Warning</source>
   <extracomment>messages</extracomment>
   <translation>Warnung</translation>
  </message>
  <message>
   <source>at an unknown time</source>
   <extracomment>moments</extracomment>
   <translation>zu unbekannter Zeit</translation>
  </message>
  <message>
   <source>d MMMM yyyy, HH:mm:ss</source>
   <extracomment>moments</extracomment>
   <translation>d. MMMM yyyy, HH:mm:ss</translation>
  </message>
  <message>
   <source>Open</source>
   <extracomment>opener</extracomment>
   <translation>Öffnen</translation>
  </message>
  <message>
   <source>Recordings and sessions (*{ending} {sounds});;Sessions (*{ending});;Sound files ({sounds});;All files (*)</source>
   <extracomment>opener</extracomment>
   <translation>Aufnahmen und Sitzungen (*{ending} {sounds});;Sitzungen (*{ending});;Audiodateien ({sounds});;Alle Dateien (*)</translation>
  </message>
  <message>
   <source>The recording</source>
   <extracomment>opener</extracomment>
   <translation>Die Aufnahme</translation>
  </message>
  <message>
   <source>{name} cannot be opened ({sentence}).</source>
   <extracomment>opener</extracomment>
   <translation>{name} lässt sich nicht öffnen ({sentence}).</translation>
  </message>
  <message>
   <source>{sentence} The demo recording was opened instead.</source>
   <extracomment>opener</extracomment>
   <translation>{sentence} Stattdessen wurde die Demo-Aufnahme geöffnet.</translation>
  </message>
  <message>
   <source>Output &amp;device</source>
   <extracomment>output_choice</extracomment>
   <translation>Ausgabe&amp;gerät</translation>
  </message>
  <message>
   <source>The system's default device</source>
   <extracomment>output_choice</extracomment>
   <translation>Standardgerät des Systems</translation>
  </message>
  <message>
   <source>{device} (not connected)</source>
   <extracomment>output_choice</extracomment>
   <translation>{device} (nicht angeschlossen)</translation>
  </message>
  <message>
   <source>{title}: {value:.0f} ms latency at {value2:g} kHz</source>
   <extracomment>output_choice</extracomment>
   <translation>{title}: {value:.0f} ms Latenz bei {value2:g} kHz</translation>
  </message>
  <message>
   <source>The waveform could not be read: {sentence}</source>
   <extracomment>overview</extracomment>
   <translation>Die Wellenform konnte nicht gelesen werden: {sentence}</translation>
  </message>
  <message>
   <source>The whole recording. Click to move the playhead, drag the bright window to move the view, its edges to zoom.</source>
   <extracomment>overview</extracomment>
   <translation>Die ganze Aufnahme. Klicken setzt die Abspielposition, Ziehen des hellen Fensters verschiebt die Ansicht, Ziehen seiner Ränder zoomt.</translation>
  </message>
  <message>
   <source>Waveform overview</source>
   <extracomment>overview</extracomment>
   <translation>Wellenform-Übersicht</translation>
  </message>
  <message>
   <source>peak
{level}</source>
   <extracomment>overview</extracomment>
   <translation>Spitze
{level}</translation>
  </message>
  <message>
   <source>silent</source>
   <extracomment>overview</extracomment>
   <translation>still</translation>
  </message>
  <message>
   <source>Pan: {pan_text}; double-click for the middle</source>
   <extracomment>pan_slider</extracomment>
   <translation>Panorama: {pan_text}; Doppelklick für die Mitte</translation>
  </message>
  <message>
   <source>left {percent} %</source>
   <extracomment>pan_slider</extracomment>
   <translation>links {percent} %</translation>
  </message>
  <message>
   <source>middle</source>
   <extracomment>pan_slider</extracomment>
   <translation>Mitte</translation>
  </message>
  <message>
   <source>right {percent} %</source>
   <extracomment>pan_slider</extracomment>
   <translation>rechts {percent} %</translation>
  </message>
  <message>
   <source>{name} cannot be read ({reason})</source>
   <extracomment>parts</extracomment>
   <translation>{name} kann nicht gelesen werden ({reason})</translation>
  </message>
  <message>
   <source>{name} is damaged</source>
   <extracomment>parts</extracomment>
   <translation>{name} ist beschädigt</translation>
  </message>
  <message>
   <source>{name} is missing</source>
   <extracomment>parts</extracomment>
   <translation>{name} fehlt</translation>
  </message>
  <message>
   <source>{name} is packed in an unknown way</source>
   <extracomment>parts</extracomment>
   <translation>{name} ist auf unbekannte Art gepackt</translation>
  </message>
  <message>
   <source>{name} is too large</source>
   <extracomment>parts</extracomment>
   <translation>{name} ist zu groß</translation>
  </message>
  <message>
   <source>{path} is no session: it holds {value} parts.</source>
   <extracomment>parts</extracomment>
   <translation>{path} ist keine Sitzung: Sie enthält {value} Teile.</translation>
  </message>
  <message>
   <source>{path} is not opened: it would unpack to {total} bytes, as no session does.</source>
   <extracomment>parts</extracomment>
   <translation>{path} wird nicht geöffnet: Entpackt wären es {total} Bytes, mehr als jede Sitzung.</translation>
  </message>
  <message>
   <source>{path} is not opened: {filename} in it says it has {file_size} bytes, which no session needs.</source>
   <extracomment>parts</extracomment>
   <translation>{path} wird nicht geöffnet: {filename} darin soll {file_size} Bytes haben, so viel braucht keine Sitzung.</translation>
  </message>
  <message>
   <source>long files: they are placed exactly by the {value:.0f} s in which they agree most; minutes away from there the place may be some hundredths of a second off</source>
   <extracomment>performances</extracomment>
   <translation>lange Dateien: ihre genaue Lage sagen die {value:.0f} s, in denen sie am meisten übereinstimmen; Minuten davon entfernt kann sie um einige hundertstel Sekunden abweichen</translation>
  </message>
  <message>
   <source>Enter</source>
   <extracomment>place_item</extracomment>
   <translation>Eingabe</translation>
  </message>
  <message>
   <source>Esc</source>
   <extracomment>place_item</extracomment>
   <translation>Esc</translation>
  </message>
  <message>
   <source>Whose is this?</source>
   <extracomment>place_item</extracomment>
   <translation>Wessen Klang ist das?</translation>
  </message>
  <message>
   <source>PLCA needs at least one activate box for each source; draw one for source {value}.</source>
   <extracomment>plca</extracomment>
   <translation>PLCA braucht für jede Quelle mindestens ein Rechteck „Zuweisen“; zeichnen Sie eins für Quelle {value}.</translation>
  </message>
  <message>
   <source>PLCA needs at least one activate box for each source; draw one for sources {value}.</source>
   <extracomment>plca</extracomment>
   <translation>PLCA braucht für jede Quelle mindestens ein Rechteck „Zuweisen“; zeichnen Sie je eins für die Quellen {value}.</translation>
  </message>
  <message>
   <source> · Ctrl + click: select more</source>
   <extracomment>pointer</extracomment>
   <translation> · Strg + Klick: weitere auswählen</translation>
  </message>
  <message>
   <source> · its edges: resize it</source>
   <extracomment>pointer</extracomment>
   <translation> · an den Rändern: Größe ändern</translation>
  </message>
  <message>
   <source> · its handles: resize it</source>
   <extracomment>pointer</extracomment>
   <translation> · an den Griffen: Größe ändern</translation>
  </message>
  <message>
   <source>Drag: move the {mark_name}</source>
   <extracomment>pointer</extracomment>
   <translation>Ziehen: {mark_name} verschieben</translation>
  </message>
  <message>
   <source>Drag: move the {marks_name}</source>
   <extracomment>pointer</extracomment>
   <translation>Ziehen: {marks_name} verschieben</translation>
  </message>
  <message>
   <source>Drag: resize the {mark_name} · Arrow keys with Alt: a little</source>
   <extracomment>pointer</extracomment>
   <translation>Ziehen: Größe ändern ({mark_name}) · Pfeiltasten mit Alt: ein wenig</translation>
  </message>
  <message>
   <source>The {mark_name} is locked · {key}, or the guidance list: unlock it</source>
   <extracomment>pointer</extracomment>
   <translation>{mark_name} ist gesperrt · {key} oder die Liste der Vorgaben: entsperren</translation>
  </message>
  <message>
   <source> MB</source>
   <extracomment>preferences_dialog</extracomment>
   <translation> MB</translation>
  </message>
  <message>
   <source>&amp;Hear the playhead while it is dragged</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Die Abspielposition beim Ziehen &amp;hören</translation>
  </message>
  <message>
   <source>&amp;Language (from the next start)</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Sp&amp;rache (ab dem nächsten Start)</translation>
  </message>
  <message>
   <source>&amp;Memory</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>&amp;Speicher</translation>
  </message>
  <message>
   <source>&amp;Output device</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Ausgabe&amp;gerät</translation>
  </message>
  <message>
   <source>&amp;Quality</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>&amp;Qualität</translation>
  </message>
  <message>
   <source>&amp;Refine while drawing</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Beim Zeichnen &amp;verfeinern</translation>
  </message>
  <message>
   <source>&amp;Sources</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>&amp;Quellen</translation>
  </message>
  <message>
   <source>&amp;Wheel on the picture</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>&amp;Mausrad im Bild</translation>
  </message>
  <message>
   <source>A separation begins with</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Eine Trennung beginnt mit</translation>
  </message>
  <message>
   <source>As the system</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Wie das System</translation>
  </message>
  <message>
   <source>Best</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Beste</translation>
  </message>
  <message>
   <source>Dark</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Dunkel</translation>
  </message>
  <message>
   <source>Draft</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Entwurf</translation>
  </message>
  <message>
   <source>How much rendered sound is kept ready for listening</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Wie viel berechneter Klang zum Hören bereitgehalten wird</translation>
  </message>
  <message>
   <source>Is &amp;kept</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Wird auf&amp;bewahrt</translation>
  </message>
  <message>
   <source>Light</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Hell</translation>
  </message>
  <message>
   <source>Look and mouse</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Aussehen und Maus</translation>
  </message>
  <message>
   <source>M&amp;ethod</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>M&amp;ethode</translation>
  </message>
  <message>
   <source>Of menus, panels and messages, from the next start on</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Von Menüs, Fenstern und Meldungen, ab dem nächsten Start</translation>
  </message>
  <message>
   <source>Preferences</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Einstellungen</translation>
  </message>
  <message>
   <source>Scrolls; with Shift it zooms</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Rollt; mit Umschalt zoomt es</translation>
  </message>
  <message>
   <source>Sound</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Klang</translation>
  </message>
  <message>
   <source>Standard</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Standard</translation>
  </message>
  <message>
   <source>The latency is known once something was played.</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Die Latenz ist bekannt, sobald etwas abgespielt wurde.</translation>
  </message>
  <message>
   <source>Unsaved work</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Nicht gespeicherte Arbeit</translation>
  </message>
  <message>
   <source>Written beside your files, for after a crash; later spares a slow disk</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Neben Ihren Dateien geschrieben, für den Fall eines Absturzes; später schont eine langsame Festplatte</translation>
  </message>
  <message>
   <source>Zooms; with Shift it scrolls</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>Zoomt; mit Umschalt rollt es</translation>
  </message>
  <message>
   <source>{seconds:g} s after a change</source>
   <extracomment>preferences_dialog</extracomment>
   <translation>{seconds:g} s nach einer Änderung</translation>
  </message>
  <message>
   <source>&amp;Cancel</source>
   <extracomment>questions</extracomment>
   <translation>&amp;Abbrechen</translation>
  </message>
  <message>
   <source>&amp;Don’t save</source>
   <extracomment>questions</extracomment>
   <translation>&amp;Nicht speichern</translation>
  </message>
  <message>
   <source>&amp;Find it …</source>
   <extracomment>questions</extracomment>
   <translation>&amp;Suchen …</translation>
  </message>
  <message>
   <source>&amp;Open all</source>
   <extracomment>questions</extracomment>
   <translation>Alle ö&amp;ffnen</translation>
  </message>
  <message>
   <source>&amp;Replace</source>
   <extracomment>questions</extracomment>
   <translation>&amp;Ersetzen</translation>
  </message>
  <message>
   <source>&amp;Save</source>
   <extracomment>questions</extracomment>
   <translation>&amp;Speichern</translation>
  </message>
  <message>
   <source>&amp;Use it</source>
   <extracomment>questions</extracomment>
   <translation>&amp;Verwenden</translation>
  </message>
  <message>
   <source>About Unbraid</source>
   <extracomment>questions</extracomment>
   <translation>Über Unbraid</translation>
  </message>
  <message>
   <source>If you do not, File ▸ Recover unsaved work has it for a week, and then it is gone.</source>
   <extracomment>questions</extracomment>
   <translation>Wenn nicht, hat Datei ▸ Nicht gespeicherte Arbeit wiederherstellen sie noch eine Woche lang; danach ist sie weg.</translation>
  </message>
  <message>
   <source>It is as long and has the same sample rate. Use it all the same?</source>
   <extracomment>questions</extracomment>
   <translation>Sie ist gleich lang und hat dieselbe Abtastrate. Trotzdem verwenden?</translation>
  </message>
  <message>
   <source>It was looked for at its old place and beside the session. Without it the session opens with silence in its place: what was drawn can be changed, but nothing be heard.</source>
   <extracomment>questions</extracomment>
   <translation>Gesucht wurde am alten Ort und neben der Sitzung. Ohne sie öffnet sich die Sitzung mit Stille an ihrer Stelle: Was gezeichnet wurde, lässt sich ändern, aber nichts hören.</translation>
  </message>
  <message>
   <source>Many windows at once take much memory.</source>
   <extracomment>questions</extracomment>
   <translation>Viele Fenster zugleich brauchen viel Speicher.</translation>
  </message>
  <message>
   <source>Open &amp;without</source>
   <extracomment>questions</extracomment>
   <translation>&amp;Ohne sie öffnen</translation>
  </message>
  <message>
   <source>Open {count} files, each in a window?</source>
   <extracomment>questions</extracomment>
   <translation>{count} Dateien öffnen, jede in einem Fenster?</translation>
  </message>
  <message>
   <source>Replace it?</source>
   <extracomment>questions</extracomment>
   <translation>Ersetzen?</translation>
  </message>
  <message>
   <source>Save what you did with {name}?</source>
   <extracomment>questions</extracomment>
   <translation>Speichern, was Sie mit {name} getan haben?</translation>
  </message>
  <message>
   <source>Takes one recording apart into its sources, without training data, steered by what you draw.</source>
   <extracomment>questions</extracomment>
   <translation>Zerlegt eine einzelne Aufnahme in ihre Quellen, ohne Trainingsdaten, gesteuert durch das, was Sie zeichnen.</translation>
  </message>
  <message>
   <source>The recording {name} {what}.</source>
   <extracomment>questions</extracomment>
   <translation>Die Aufnahme {name} {what}.</translation>
  </message>
  <message>
   <source>has changed since the session was saved</source>
   <extracomment>questions</extracomment>
   <translation>hat sich seit dem Speichern der Sitzung geändert</translation>
  </message>
  <message>
   <source>unknown</source>
   <extracomment>questions</extracomment>
   <translation>unbekannt</translation>
  </message>
  <message>
   <source>was not found</source>
   <extracomment>questions</extracomment>
   <translation>wurde nicht gefunden</translation>
  </message>
  <message>
   <source>{name} exists already.</source>
   <extracomment>questions</extracomment>
   <translation>{name} existiert bereits.</translation>
  </message>
  <message>
   <source>{name} is not the recording that the session was made with.</source>
   <extracomment>questions</extracomment>
   <translation>{name} ist nicht die Aufnahme, mit der die Sitzung entstand.</translation>
  </message>
  <message>
   <source>© Unbraid contributors, MIT licence.</source>
   <extracomment>questions</extracomment>
   <translation>© Die Mitwirkenden von Unbraid, MIT-Lizenz.</translation>
  </message>
  <message>
   <source>the embedded recording is missing</source>
   <extracomment>reading</extracomment>
   <translation>die enthaltene Aufnahme fehlt</translation>
  </message>
  <message>
   <source>{path} does not say which format of session it is.</source>
   <extracomment>reading</extracomment>
   <translation>{path} sagt nicht, welches Format von Sitzung es ist.</translation>
  </message>
  <message>
   <source>{path} is no file.</source>
   <extracomment>reading</extracomment>
   <translation>{path} ist keine Datei.</translation>
  </message>
  <message>
   <source>{path} is no session of Unbraid, or damaged from its beginning on.</source>
   <extracomment>reading</extracomment>
   <translation>{path} ist keine Sitzung von Unbraid oder von Anfang an beschädigt.</translation>
  </message>
  <message>
   <source>{path} is no session of Unbraid, or too damaged to be opened.</source>
   <extracomment>reading</extracomment>
   <translation>{path} ist keine Sitzung von Unbraid oder zu beschädigt, um geöffnet zu werden.</translation>
  </message>
  <message>
   <source>{path} needs a newer Unbraid: it was saved by version {value} in format {version}, and this one reads up to format {format}.</source>
   <extracomment>reading</extracomment>
   <translation>{path} braucht ein neueres Unbraid: Gespeichert wurde sie von Version {value} im Format {version}, dieses liest bis Format {format}.</translation>
  </message>
  <message>
   <source>&amp;Clear the list</source>
   <extracomment>recent_menu</extracomment>
   <translation>&amp;Liste leeren</translation>
  </message>
  <message>
   <source>Nothing yet</source>
   <extracomment>recent_menu</extracomment>
   <translation>Noch nichts</translation>
  </message>
  <message>
   <source>Open &amp;recent</source>
   <extracomment>recent_menu</extracomment>
   <translation>&amp;Zuletzt geöffnet</translation>
  </message>
  <message>
   <source>sample is not a number</source>
   <extracomment>recording</extracomment>
   <translation>Abtastwert ist keine Zahl</translation>
  </message>
  <message>
   <source>samples are not numbers</source>
   <extracomment>recording</extracomment>
   <translation>Abtastwerte sind keine Zahlen</translation>
  </message>
  <message>
   <source>{path}: {count} {what} (NaN or infinity), first at {value:.3f} s; repair the file, or work on a stretch without it.</source>
   <extracomment>recording</extracomment>
   <translation>{path}: {count} {what} (NaN oder unendlich), zuerst bei {value:.3f} s; reparieren Sie die Datei oder arbeiten Sie an einem Abschnitt ohne sie.</translation>
  </message>
  <message>
   <source>a part of its folder's name is a file; choose another folder</source>
   <extracomment>recording_writer</extracomment>
   <translation>ein Teil des Ordnernamens ist eine Datei; wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>files of this size are not allowed there; choose another folder</source>
   <extracomment>recording_writer</extracomment>
   <translation>Dateien dieser Größe sind dort nicht erlaubt; wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>its drive is not there any more; choose another folder</source>
   <extracomment>recording_writer</extracomment>
   <translation>das Laufwerk ist nicht mehr da; wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>its folder is not there any more; choose another folder</source>
   <extracomment>recording_writer</extracomment>
   <translation>der Ordner ist nicht mehr da; wählen Sie einen anderen</translation>
  </message>
  <message>
   <source>the disk does not answer; choose another folder</source>
   <extracomment>recording_writer</extracomment>
   <translation>der Datenträger antwortet nicht; wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>the disk is full; free some space or choose another folder</source>
   <extracomment>recording_writer</extracomment>
   <translation>der Datenträger ist voll; schaffen Sie Platz oder wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>the disk is read-only; choose another folder</source>
   <extracomment>recording_writer</extracomment>
   <translation>der Datenträger ist schreibgeschützt; wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>the name is too long; choose a shorter one</source>
   <extracomment>recording_writer</extracomment>
   <translation>der Name ist zu lang; wählen Sie einen kürzeren</translation>
  </message>
  <message>
   <source>you may not write there; choose another folder</source>
   <extracomment>recording_writer</extracomment>
   <translation>dort dürfen Sie nicht schreiben; wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>your quota on this disk is used up; free some space or choose another folder</source>
   <extracomment>recording_writer</extracomment>
   <translation>Ihr Kontingent auf diesem Datenträger ist verbraucht; schaffen Sie Platz oder wählen Sie einen anderen Ordner</translation>
  </message>
  <message>
   <source>{path} cannot be written: AIFF ends at 4 GiB; choose WAV or FLAC.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} kann nicht geschrieben werden: AIFF endet bei 4 GiB; wählen Sie WAV oder FLAC.</translation>
  </message>
  <message>
   <source>{path} cannot be written: choose {known}.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} kann nicht geschrieben werden: Wählen Sie {known}.</translation>
  </message>
  <message>
   <source>{path} cannot be written: its ending must be one of {known}.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} kann nicht geschrieben werden: Die Endung muss eine von {known} sein.</translation>
  </message>
  <message>
   <source>{path} cannot be written: the sound is not a number at {value:.3f} s.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} kann nicht geschrieben werden: Der Klang ist bei {value:.3f} s keine Zahl.</translation>
  </message>
  <message>
   <source>{path} cannot be written: {container} does not hold {channels} channels at {sample_rate} Hz; choose another kind of file.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} kann nicht geschrieben werden: {container} fasst keine {channels} Kanäle bei {sample_rate} Hz; wählen Sie eine andere Art von Datei.</translation>
  </message>
  <message>
   <source>{path} cannot be written: {container} does not hold {subtype}; choose PCM_24 or WAV.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} kann nicht geschrieben werden: {container} fasst kein {subtype}; wählen Sie PCM_24 oder WAV.</translation>
  </message>
  <message>
   <source>{path} cannot be written: {reason}.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} kann nicht geschrieben werden: {reason}.</translation>
  </message>
  <message>
   <source>{path} cannot hold: {value}.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} kann nicht enthalten: {value}.</translation>
  </message>
  <message>
   <source>{path} exists already; choose another name or allow overwriting it.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} existiert bereits; wählen Sie einen anderen Namen oder erlauben Sie das Überschreiben.</translation>
  </message>
  <message>
   <source>{path} is a folder; choose a name for a file.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} ist ein Ordner; wählen Sie einen Namen für eine Datei.</translation>
  </message>
  <message>
   <source>{path} is write-protected; choose another name.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} ist schreibgeschützt; wählen Sie einen anderen Namen.</translation>
  </message>
  <message>
   <source>{path} was not written well: {frames} of {written} samples can be read back; try another folder or kind of file.</source>
   <extracomment>recording_writer</extracomment>
   <translation>{path} wurde nicht richtig geschrieben: {frames} von {written} Abtastwerten lassen sich zurücklesen; versuchen Sie einen anderen Ordner oder eine andere Art von Datei.</translation>
  </message>
  <message>
   <source>{path}: the recording in it is damaged.</source>
   <extracomment>recordings</extracomment>
   <translation>{path}: Die Aufnahme darin ist beschädigt.</translation>
  </message>
  <message>
   <source>{path}: {error}.</source>
   <extracomment>recordings</extracomment>
   <translation>{path}: {error}.</translation>
  </message>
  <message>
   <source>no lock can be had in {place}</source>
   <extracomment>recovery</extracomment>
   <translation>in {place} lässt sich keine Sperre setzen</translation>
  </message>
  <message>
   <source>1 mark</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>1 Markierung</translation>
  </message>
  <message>
   <source>It is kept for a week and can be had from the File menu.</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>Sie wird eine Woche aufbewahrt und ist im Menü Datei zu haben.</translation>
  </message>
  <message>
   <source>Not now</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>Jetzt nicht</translation>
  </message>
  <message>
   <source>Recover</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>Wiederherstellen</translation>
  </message>
  <message>
   <source>Recover unsaved work</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>Nicht gespeicherte Arbeit wiederherstellen</translation>
  </message>
  <message>
   <source>There is no unsaved work to recover.</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>Es gibt keine nicht gespeicherte Arbeit wiederherzustellen.</translation>
  </message>
  <message>
   <source>Unbraid ended without saving your work. Open it again? {kept}</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>Unbraid endete, ohne Ihre Arbeit zu speichern. Wieder öffnen? {kept}</translation>
  </message>
  <message>
   <source>Work that can be recovered</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>Arbeit, die sich wiederherstellen lässt</translation>
  </message>
  <message>
   <source>Work that was not saved, of the last week:</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>Nicht gespeicherte Arbeit der letzten Woche:</translation>
  </message>
  <message>
   <source>{count} marks</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>{count} Markierungen</translation>
  </message>
  <message>
   <source>{marks} drawn</source>
   <extracomment>recovery_dialog</extracomment>
   <translation>{marks} gezeichnet</translation>
  </message>
  <message>
   <source>FLAC holds no more than 8 channels, not {most}; choose WAV.</source>
   <extracomment>render</extracomment>
   <translation>FLAC fasst höchstens 8 Kanäle, nicht {most}; wählen Sie WAV.</translation>
  </message>
  <message>
   <source>Nothing is chosen for export; choose at least one stem.</source>
   <extracomment>render</extracomment>
   <translation>Zum Export ist nichts gewählt; wählen Sie mindestens einen Stem.</translation>
  </message>
  <message>
   <source>Stems cannot be written as {container}; choose {known}.</source>
   <extracomment>render</extracomment>
   <translation>Stems lassen sich nicht als {container} schreiben; wählen Sie {known}.</translation>
  </message>
  <message>
   <source>The stems reach {value:+.2f} dB, beyond full scale; scale them down together, or export FLOAT.</source>
   <extracomment>render</extracomment>
   <translation>Die Stems erreichen {value:+.2f} dB, mehr als Vollaussteuerung; senken Sie alle gemeinsam ab oder exportieren Sie FLOAT.</translation>
  </message>
  <message>
   <source>{container} does not hold {subtype}; choose PCM_24 or WAV.</source>
   <extracomment>render</extracomment>
   <translation>{container} fasst kein {subtype}; wählen Sie PCM_24 oder WAV.</translation>
  </message>
  <message>
   <source>{files} exist already in {path}; choose another folder or name, or allow overwriting.</source>
   <extracomment>render</extracomment>
   <translation>{files} existieren bereits in {path}; wählen Sie einen anderen Ordner oder Namen oder erlauben Sie das Überschreiben.</translation>
  </message>
  <message>
   <source>{files} exists already in {path}; choose another folder or name, or allow overwriting.</source>
   <extracomment>render</extracomment>
   <translation>{files} existiert bereits in {path}; wählen Sie einen anderen Ordner oder Namen oder erlauben Sie das Überschreiben.</translation>
  </message>
  <message>
   <source>{path} has {size} free and the stems need about {size2}; free some space or choose another folder.</source>
   <extracomment>render</extracomment>
   <translation>{path} hat {size} frei, die Stems brauchen etwa {size2}; schaffen Sie Platz oder wählen Sie einen anderen Ordner.</translation>
  </message>
  <message>
   <source>{path} is the open recording itself, which is never written; choose another folder or name.</source>
   <extracomment>render</extracomment>
   <translation>{path} ist die offene Aufnahme selbst, in die nie geschrieben wird; wählen Sie einen anderen Ordner oder Namen.</translation>
  </message>
  <message>
   <source>cut off or damaged: its header promises {promised:.3f} s</source>
   <extracomment>sample_sources</extracomment>
   <translation>abgeschnitten oder beschädigt: Der Dateikopf verspricht {promised:.3f} s</translation>
  </message>
  <message>
   <source>cut off: its end mark is missing</source>
   <extracomment>sample_sources</extracomment>
   <translation>abgeschnitten: Die Endmarke fehlt</translation>
  </message>
  <message>
   <source>damaged</source>
   <extracomment>sample_sources</extracomment>
   <translation>beschädigt</translation>
  </message>
  <message>
   <source>{path} cannot be decoded: there is no room in {value}; free some space there.</source>
   <extracomment>sample_sources</extracomment>
   <translation>{path} kann nicht dekodiert werden: In {value} ist kein Platz; schaffen Sie dort Platz.</translation>
  </message>
  <message>
   <source>{path} holds no sound that can be decoded; get another copy of it.</source>
   <extracomment>sample_sources</extracomment>
   <translation>{path} enthält keinen Klang, der sich dekodieren lässt; besorgen Sie eine andere Kopie.</translation>
  </message>
  <message>
   <source>{path} is damaged after {value:.2f} s and cannot be read there; get another copy, or work on a stretch before or after it.</source>
   <extracomment>sample_sources</extracomment>
   <translation>{path} ist nach {value:.2f} s beschädigt und dort nicht lesbar; besorgen Sie eine andere Kopie oder arbeiten Sie an einem Abschnitt davor oder danach.</translation>
  </message>
  <message>
   <source>{path} is {why}, the first {there:.3f} s could be opened.</source>
   <extracomment>sample_sources</extracomment>
   <translation>{path} ist {why}, die ersten {there:.3f} s ließen sich öffnen.</translation>
  </message>
  <message>
   <source>Centroid</source>
   <extracomment>selection_panel</extracomment>
   <translation>Schwerpunkt</translation>
  </message>
  <message>
   <source>Clear</source>
   <extracomment>selection_panel</extracomment>
   <translation>Aufheben</translation>
  </message>
  <message>
   <source>Duration</source>
   <extracomment>selection_panel</extracomment>
   <translation>Dauer</translation>
  </message>
  <message>
   <source>Level of the active stem</source>
   <extracomment>selection_panel</extracomment>
   <translation>Pegel des aktiven Stems</translation>
  </message>
  <message>
   <source>Level of the mixture</source>
   <extracomment>selection_panel</extracomment>
   <translation>Pegel der Mischung</translation>
  </message>
  <message>
   <source>Loop</source>
   <extracomment>selection_panel</extracomment>
   <translation>Schleife</translation>
  </message>
  <message>
   <source>Nothing is selected. Drag across the picture with the arrow tool ({key:tool_select}) to select a time, or with the region tool ({key:tool_region}) to select a time and a band.</source>
   <extracomment>selection_panel</extracomment>
   <translation>Nichts ist ausgewählt. Ziehen Sie mit dem Pfeil ({key:tool_select}) über das Bild, um eine Zeit auszuwählen, oder mit dem Bereichswerkzeug ({key:tool_region}), um Zeit und Band auszuwählen.</translation>
  </message>
  <message>
   <source>Play</source>
   <extracomment>selection_panel</extracomment>
   <translation>Abspielen</translation>
  </message>
  <message>
   <source>Root mean square in dB of a full-scale sine; the mean over all channels</source>
   <extracomment>selection_panel</extracomment>
   <translation>Effektivwert in dB eines vollausgesteuerten Sinus; der Mittelwert über alle Kanäle</translation>
  </message>
  <message>
   <source>Selected: {short}</source>
   <extracomment>selection_panel</extracomment>
   <translation>Ausgewählt: {short}</translation>
  </message>
  <message>
   <source>Selection: {text}</source>
   <extracomment>selection_panel</extracomment>
   <translation>Auswahl: {text}</translation>
  </message>
  <message>
   <source>Separate</source>
   <extracomment>selection_panel</extracomment>
   <translation>Trennen</translation>
  </message>
  <message>
   <source>The mean frequency of the mixture's power in the band</source>
   <extracomment>selection_panel</extracomment>
   <translation>Die mittlere Frequenz der Leistung der Mischung im Band</translation>
  </message>
  <message>
   <source>The selection is too short to be separated alone: select at least 0.3 s, or separate all.</source>
   <extracomment>selection_panel</extracomment>
   <translation>Die Auswahl ist zu kurz, um allein getrennt zu werden: Wählen Sie mindestens 0,3 s oder trennen Sie alles.</translation>
  </message>
  <message>
   <source>Zoom to it</source>
   <extracomment>selection_panel</extracomment>
   <translation>Darauf zoomen</translation>
  </message>
  <message>
   <source>centroid {value}</source>
   <extracomment>selection_panel</extracomment>
   <translation>Schwerpunkt {value}</translation>
  </message>
  <message>
   <source>silence</source>
   <extracomment>selection_panel</extracomment>
   <translation>Stille</translation>
  </message>
  <message>
   <source>{full}. All of it in numbers: {key}</source>
   <extracomment>selection_panel</extracomment>
   <translation>{full}. Alles in Zahlen: {key}</translation>
  </message>
  <message>
   <source>{hz:.0f} Hz ({note_name})</source>
   <extracomment>selection_panel</extracomment>
   <translation>{hz:.0f} Hz ({note_name})</translation>
  </message>
  <message>
   <source>{name} of the selection</source>
   <extracomment>selection_panel</extracomment>
   <translation>{name} der Auswahl</translation>
  </message>
  <message>
   <source>Before separating again</source>
   <extracomment>separation</extracomment>
   <translation>Vor dem erneuten Trennen</translation>
  </message>
  <message>
   <source>Continue separation</source>
   <extracomment>separation</extracomment>
   <translation>Trennung fortsetzen</translation>
  </message>
  <message>
   <source>Go on with other sources</source>
   <extracomment>separation</extracomment>
   <translation>Mit anderen Quellen weitermachen</translation>
  </message>
  <message>
   <source>Refine</source>
   <extracomment>separation</extracomment>
   <translation>Verfeinern</translation>
  </message>
  <message>
   <source>Separate the selection</source>
   <extracomment>separation</extracomment>
   <translation>Die Auswahl trennen</translation>
  </message>
  <message>
   <source>{purpose}, {count} iterations</source>
   <extracomment>separation</extracomment>
   <translation>{purpose}, {count} Iterationen</translation>
  </message>
  <message>
   <source> of {total}</source>
   <extracomment>separator_panel</extracomment>
   <translation> von {total}</translation>
  </message>
  <message>
   <source>Another seed gives another attempt; the same one repeats it</source>
   <extracomment>separator_panel</extracomment>
   <translation>Ein anderer Startwert ergibt einen anderen Versuch; derselbe wiederholt ihn</translation>
  </message>
  <message>
   <source>As published</source>
   <extracomment>separator_panel</extracomment>
   <translation>Wie veröffentlicht</translation>
  </message>
  <message>
   <source>Blind start</source>
   <extracomment>separator_panel</extracomment>
   <translation>Blinder Start</translation>
  </message>
  <message>
   <source>Continue</source>
   <extracomment>separator_panel</extracomment>
   <translation>Fortsetzen</translation>
  </message>
  <message>
   <source>Dev&amp;ice</source>
   <extracomment>separator_panel</extracomment>
   <translation>&amp;Gerät</translation>
  </message>
  <message>
   <source>Drawing or changing a box sets the separation going by itself</source>
   <extracomment>separator_panel</extracomment>
   <translation>Zeichnen oder Ändern eines Rechtecks setzt die Trennung von selbst in Gang</translation>
  </message>
  <message>
   <source>Go on from where the last run stands ({key:continue})</source>
   <extracomment>separator_panel</extracomment>
   <translation>Dort weitermachen, wo der letzte Lauf steht ({key:continue})</translation>
  </message>
  <message>
   <source>Higher quality takes longer. Of the deep audio prior, best hears recordings of up to five minutes through five windows instead of one. The same seed repeats a run</source>
   <extracomment>separator_panel</extracomment>
   <translation>Höhere Qualität dauert länger. Beim Deep Audio Prior hört „Beste“ Aufnahmen bis zu fünf Minuten durch fünf Fenster statt durch eines. Derselbe Startwert wiederholt einen Lauf</translation>
  </message>
  <message>
   <source>How many sources to take the recording apart into</source>
   <extracomment>separator_panel</extracomment>
   <translation>In wie viele Quellen die Aufnahme zerlegt wird</translation>
  </message>
  <message>
   <source>Iteration {iteration}</source>
   <extracomment>separator_panel</extracomment>
   <translation>Iteration {iteration}</translation>
  </message>
  <message>
   <source>Me&amp;thod</source>
   <extracomment>separator_panel</extracomment>
   <translation>Meth&amp;ode</translation>
  </message>
  <message>
   <source>Preparing …</source>
   <extracomment>separator_panel</extracomment>
   <translation>Wird vorbereitet …</translation>
  </message>
  <message>
   <source>Progress of the separation</source>
   <extracomment>separator_panel</extracomment>
   <translation>Fortschritt der Trennung</translation>
  </message>
  <message>
   <source>S&amp;ources</source>
   <extracomment>separator_panel</extracomment>
   <translation>Qu&amp;ellen</translation>
  </message>
  <message>
   <source>Separate afresh, with all boxes drawn ({key:separate})</source>
   <extracomment>separator_panel</extracomment>
   <translation>Neu trennen, mit allen gezeichneten Rechtecken ({key:separate})</translation>
  </message>
  <message>
   <source>Stop</source>
   <extracomment>separator_panel</extracomment>
   <translation>Anhalten</translation>
  </message>
  <message>
   <source>Stop and keep what is reached ({key:stop})</source>
   <extracomment>separator_panel</extracomment>
   <translation>Anhalten und behalten, was erreicht ist ({key:stop})</translation>
  </message>
  <message>
   <source>Stopping …</source>
   <extracomment>separator_panel</extracomment>
   <translation>Wird angehalten …</translation>
  </message>
  <message>
   <source>The algorithm that finds the masks</source>
   <extracomment>separator_panel</extracomment>
   <translation>Der Algorithmus, der die Masken findet</translation>
  </message>
  <message>
   <source>Where it is computed</source>
   <extracomment>separator_panel</extracomment>
   <translation>Wo gerechnet wird</translation>
  </message>
  <message>
   <source>Without iterations</source>
   <extracomment>separator_panel</extracomment>
   <translation>Ohne Iterationen</translation>
  </message>
  <message>
   <source>{time} elapsed</source>
   <extracomment>separator_panel</extracomment>
   <translation>{time} vergangen</translation>
  </message>
  <message>
   <source>{time} left</source>
   <extracomment>separator_panel</extracomment>
   <translation>noch {time}</translation>
  </message>
  <message>
   <source> (read-only)</source>
   <extracomment>session_desk</extracomment>
   <translation> (nur lesbar)</translation>
  </message>
  <message>
   <source>Opening {name} …</source>
   <extracomment>session_desk</extracomment>
   <translation>{name} wird geöffnet …</translation>
  </message>
  <message>
   <source>Recording</source>
   <extracomment>session_desk</extracomment>
   <translation>Aufnahme</translation>
  </message>
  <message>
   <source>Saving {name} …</source>
   <extracomment>session_desk</extracomment>
   <translation>{name} wird gespeichert …</translation>
  </message>
  <message>
   <source>Save session</source>
   <extracomment>session_files</extracomment>
   <translation>Sitzung speichern</translation>
  </message>
  <message>
   <source>Sessions (*{ending})</source>
   <extracomment>session_files</extracomment>
   <translation>Sitzungen (*{ending})</translation>
  </message>
  <message>
   <source>{name} is not at its place any more, or was changed there, and could not be put into the session: bring it back before you open the session again.</source>
   <extracomment>session_files</extracomment>
   <translation>{name} ist nicht mehr an ihrem Platz oder wurde dort geändert und konnte nicht in die Sitzung aufgenommen werden: Bringen Sie sie zurück, bevor Sie die Sitzung wieder öffnen.</translation>
  </message>
  <message>
   <source>{name} is not at its place any more, or was changed there: the session holds the recording itself now.</source>
   <extracomment>session_files</extracomment>
   <translation>{name} ist nicht mehr an ihrem Platz oder wurde dort geändert: Die Sitzung enthält die Aufnahme jetzt selbst.</translation>
  </message>
  <message>
   <source>{name} is open in another window of Unbraid: here it can be looked at and changed, but only be saved under another name.</source>
   <extracomment>session_files</extracomment>
   <translation>{name} ist in einem anderen Fenster von Unbraid geöffnet: Hier lässt es sich ansehen und ändern, aber nur unter einem anderen Namen speichern.</translation>
  </message>
  <message>
   <source>{shown} is open in another window of Unbraid: choose another.</source>
   <extracomment>session_files</extracomment>
   <translation>{shown} ist in einem anderen Fenster von Unbraid geöffnet: Wählen Sie einen anderen Namen.</translation>
  </message>
  <message>
   <source>Find {name}</source>
   <extracomment>session_opener</extracomment>
   <translation>{name} suchen</translation>
  </message>
  <message>
   <source>Opened without {name}: silence stands in its place. Open the session again once the recording is back.</source>
   <extracomment>session_opener</extracomment>
   <translation>Ohne {name} geöffnet: An ihrer Stelle steht Stille. Öffnen Sie die Sitzung erneut, sobald die Aufnahme zurück ist.</translation>
  </message>
  <message>
   <source>{name} does not say any more which recording it is about.</source>
   <extracomment>session_opener</extracomment>
   <translation>{name} sagt nicht mehr, um welche Aufnahme es geht.</translation>
  </message>
  <message>
   <source>{name} is another recording: its length or rate is different.</source>
   <extracomment>session_opener</extracomment>
   <translation>{name} ist eine andere Aufnahme: Länge oder Abtastrate ist anders.</translation>
  </message>
  <message>
   <source>{name} is damaged. Missing: {parts}. The rest is here.</source>
   <extracomment>session_opener</extracomment>
   <translation>{name} ist beschädigt. Es fehlt: {parts}. Der Rest ist da.</translation>
  </message>
  <message>
   <source>Saved while an iteration took long: after opening, Continue goes on from the masks, not from the networks.</source>
   <extracomment>session_state</extracomment>
   <translation>Gespeichert, während eine Iteration lange dauerte: Nach dem Öffnen macht Fortsetzen mit den Masken weiter, nicht mit den Netzen.</translation>
  </message>
  <message>
   <source> or </source>
   <extracomment>shortcut_sheet</extracomment>
   <translation> oder </translation>
  </message>
  <message>
   <source>A number key, Esc or Enter while a place is proposed</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Eine Zifferntaste, Esc oder Eingabe, während eine Stelle vorgeschlagen ist</translation>
  </message>
  <message>
   <source>Add it to the selection, or take it away</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Sie zur Auswahl hinzufügen oder daraus entfernen</translation>
  </message>
  <message>
   <source>All keys as at first</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Alle Tasten wie anfangs</translation>
  </message>
  <message>
   <source>Alt + arrow keys</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Alt + Pfeiltasten</translation>
  </message>
  <message>
   <source>Arrow keys, Shift + arrow keys</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Pfeiltasten, Umschalt + Pfeiltasten</translation>
  </message>
  <message>
   <source>As at first</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Wie anfangs</translation>
  </message>
  <message>
   <source>Assign</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Zuordnen</translation>
  </message>
  <message>
   <source>Change the size of the brush</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Die Größe des Pinsels ändern</translation>
  </message>
  <message>
   <source>Change, copy, hide, lock or delete the selected marks</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Die ausgewählten Markierungen ändern, kopieren, ausblenden, sperren oder löschen</translation>
  </message>
  <message>
   <source>Choose an action to change its keys</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Wählen Sie eine Aktion, um ihre Tasten zu ändern</translation>
  </message>
  <message>
   <source>Click on empty ground</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Klick auf freien Grund</translation>
  </message>
  <message>
   <source>Click with Tone</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Mit Ton klicken</translation>
  </message>
  <message>
   <source>Ctrl + drag on empty ground with Select</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Strg + Ziehen auf freiem Grund mit Auswählen</translation>
  </message>
  <message>
   <source>Ctrl + wheel</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Strg + Mausrad</translation>
  </message>
  <message>
   <source>Ctrl or Alt + wheel with Paint or Erase</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Strg oder Alt + Mausrad mit Malen oder Radieren</translation>
  </message>
  <message>
   <source>Ctrl or Shift + click a mark</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Strg oder Umschalt + Klick auf eine Markierung</translation>
  </message>
  <message>
   <source>Drag a mark, its edge or its corner</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Eine Markierung, ihren Rand oder ihre Ecke ziehen</translation>
  </message>
  <message>
   <source>Drag in the ruler below the picture</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Im Lineal unter dem Bild ziehen</translation>
  </message>
  <message>
   <source>Drag on empty ground with Select</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Auf freiem Grund mit Auswählen ziehen</translation>
  </message>
  <message>
   <source>Drag with Select a region, arrow keys</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Mit Bereich auswählen ziehen, Pfeiltasten</translation>
  </message>
  <message>
   <source>Drag with Similar, then Enter or Esc</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Mit Ähnlich ziehen, dann Eingabe oder Esc</translation>
  </message>
  <message>
   <source>Drag with a drawing tool</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Mit einem Zeichenwerkzeug ziehen</translation>
  </message>
  <message>
   <source>Draw a mark for the active source; Shift: for what is not it</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Eine Markierung für die aktive Quelle zeichnen; Umschalt: für das, was sie nicht ist</translation>
  </message>
  <message>
   <source>Find an action or a key</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Aktion oder Taste suchen</translation>
  </message>
  <message>
   <source>Give up what is being dragged; then select nothing</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Aufgeben, was gerade gezogen wird; dann nichts auswählen</translation>
  </message>
  <message>
   <source>Keys</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Tasten</translation>
  </message>
  <message>
   <source>Keys and gestures</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Tasten und Gesten</translation>
  </message>
  <message>
   <source>Mark a partial and its overtones for as long as they sound</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Einen Teilton und seine Obertöne markieren, solange sie klingen</translation>
  </message>
  <message>
   <source>Mouse and more</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Maus und mehr</translation>
  </message>
  <message>
   <source>Move it, or change its size</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Sie verschieben oder ihre Größe ändern</translation>
  </message>
  <message>
   <source>Move the picture</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Das Bild verschieben</translation>
  </message>
  <message>
   <source>Move the playhead, and hear what is under it</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Die Abspielposition bewegen und hören, was darunter liegt</translation>
  </message>
  <message>
   <source>Move the selected marks a little, or more</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Die ausgewählten Markierungen ein wenig oder weiter verschieben</translation>
  </message>
  <message>
   <source>Move their end and their upper edge</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Ihr Ende und ihren oberen Rand verschieben</translation>
  </message>
  <message>
   <source>New keys</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Neue Tasten</translation>
  </message>
  <message>
   <source>No keys</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Keine Tasten</translation>
  </message>
  <message>
   <source>Play from there</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Von dort abspielen</translation>
  </message>
  <message>
   <source>Right click a mark</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Rechtsklick auf eine Markierung</translation>
  </message>
  <message>
   <source>See what is alike; say it or give it up</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Sehen, was ähnlich ist; es bestätigen oder aufgeben</translation>
  </message>
  <message>
   <source>Select a stretch of time</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Eine Zeitspanne auswählen</translation>
  </message>
  <message>
   <source>Select a time and a band to hear, measure or separate alone; move it</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Zeit und Band auswählen, um sie allein zu hören, zu messen oder zu trennen; verschieben</translation>
  </message>
  <message>
   <source>Select every mark that the rectangle touches</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Alle Markierungen auswählen, die das Rechteck berührt</translation>
  </message>
  <message>
   <source>Shift + wheel, middle button</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Umschalt + Mausrad, mittlere Taste</translation>
  </message>
  <message>
   <source>Take it</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Übernehmen</translation>
  </message>
  <message>
   <source>What they do</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Was sie tun</translation>
  </message>
  <message>
   <source>Wheel</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Mausrad</translation>
  </message>
  <message>
   <source>Whose it is, mixed, or enough</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Wessen Klang es ist, gemischt, oder genug</translation>
  </message>
  <message>
   <source>Your own keys</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>Ihre eigenen Tasten</translation>
  </message>
  <message>
   <source>Zoom in frequency</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>In der Frequenz zoomen</translation>
  </message>
  <message>
   <source>Zoom in time, around the pointer</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>In der Zeit zoomen, um den Zeiger</translation>
  </message>
  <message>
   <source>{key_text} is for “{value}” now, which would lose it.</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>{key_text} gehört jetzt zu „{value}“ und fiele dort weg.</translation>
  </message>
  <message>
   <source>{key_text} is its key already.</source>
   <extracomment>shortcut_sheet</extracomment>
   <translation>{key_text} ist schon ihre Taste.</translation>
  </message>
  <message>
   <source>Alike: {value:.0f} % of the sound would be {name} · Enter: say so · Esc: give up</source>
   <extracomment>similar</extracomment>
   <translation>Ähnlich: {value:.0f} % des Klangs wären {name} · Eingabe: bestätigen · Esc: aufgeben</translation>
  </message>
  <message>
   <source>Alike: {value:.0f} % of the sound would lose {name} · Enter: say so · Esc: give up</source>
   <extracomment>similar</extracomment>
   <translation>Ähnlich: {value:.0f} % des Klangs verlören {name} · Eingabe: bestätigen · Esc: aufgeben</translation>
  </message>
  <message>
   <source>Change mark</source>
   <extracomment>similar</extracomment>
   <translation>Markierung ändern</translation>
  </message>
  <message>
   <source>Looking for what is alike …</source>
   <extracomment>similar</extracomment>
   <translation>Ähnliches wird gesucht …</translation>
  </message>
  <message>
   <source>What is alike cannot be found: {sentence}</source>
   <extracomment>similar</extracomment>
   <translation>Ähnliches lässt sich nicht finden: {sentence}</translation>
  </message>
  <message>
   <source>a DSD file</source>
   <extracomment>sound_files</extracomment>
   <translation>eine DSD-Datei</translation>
  </message>
  <message>
   <source>a Matroska or WebM file</source>
   <extracomment>sound_files</extracomment>
   <translation>eine Matroska- oder WebM-Datei</translation>
  </message>
  <message>
   <source>a Monkey's Audio file</source>
   <extracomment>sound_files</extracomment>
   <translation>eine Monkey’s-Audio-Datei</translation>
  </message>
  <message>
   <source>a PDF document</source>
   <extracomment>sound_files</extracomment>
   <translation>ein PDF-Dokument</translation>
  </message>
  <message>
   <source>a WavPack file</source>
   <extracomment>sound_files</extracomment>
   <translation>eine WavPack-Datei</translation>
  </message>
  <message>
   <source>a Windows Media file</source>
   <extracomment>sound_files</extracomment>
   <translation>eine Windows-Media-Datei</translation>
  </message>
  <message>
   <source>a zip archive</source>
   <extracomment>sound_files</extracomment>
   <translation>ein Zip-Archiv</translation>
  </message>
  <message>
   <source>an AAC file</source>
   <extracomment>sound_files</extracomment>
   <translation>eine AAC-Datei</translation>
  </message>
  <message>
   <source>an AC-3 file</source>
   <extracomment>sound_files</extracomment>
   <translation>eine AC-3-Datei</translation>
  </message>
  <message>
   <source>an MPEG-4 file (AAC or ALAC)</source>
   <extracomment>sound_files</extracomment>
   <translation>eine MPEG-4-Datei (AAC oder ALAC)</translation>
  </message>
  <message>
   <source>has a damaged or incomplete header; get another copy of it</source>
   <extracomment>sound_files</extracomment>
   <translation>hat einen beschädigten oder unvollständigen Dateikopf; besorgen Sie eine andere Kopie</translation>
  </message>
  <message>
   <source>has no header that tells its sample rate and channels; convert it to WAV or FLAC first</source>
   <extracomment>sound_files</extracomment>
   <translation>hat keinen Dateikopf mit Abtastrate und Kanälen; wandeln Sie sie zuerst in WAV oder FLAC um</translation>
  </message>
  <message>
   <source>holds a coding of sound that cannot be read; convert it to WAV or FLAC first</source>
   <extracomment>sound_files</extracomment>
   <translation>enthält eine Kodierung, die nicht gelesen werden kann; wandeln Sie sie zuerst in WAV oder FLAC um</translation>
  </message>
  <message>
   <source>is a text file, not sound; choose a sound file</source>
   <extracomment>sound_files</extracomment>
   <translation>ist eine Textdatei, kein Klang; wählen Sie eine Klangdatei</translation>
  </message>
  <message>
   <source>is not a sound file of a known kind, or it is damaged; convert it to WAV or FLAC first</source>
   <extracomment>sound_files</extracomment>
   <translation>ist keine Klangdatei bekannter Art oder ist beschädigt; wandeln Sie sie zuerst in WAV oder FLAC um</translation>
  </message>
  <message>
   <source>is {kind}, which cannot be read; convert it to WAV or FLAC first</source>
   <extracomment>sound_files</extracomment>
   <translation>ist {kind} und kann nicht gelesen werden; wandeln Sie sie zuerst in WAV oder FLAC um</translation>
  </message>
  <message>
   <source>{path} cannot be read ({reason}); check the name and the disk.</source>
   <extracomment>sound_files</extracomment>
   <translation>{path} kann nicht gelesen werden ({reason}); prüfen Sie Namen und Datenträger.</translation>
  </message>
  <message>
   <source>{path} does not exist; check the name.</source>
   <extracomment>sound_files</extracomment>
   <translation>{path} existiert nicht; prüfen Sie den Namen.</translation>
  </message>
  <message>
   <source>{path} holds no sound: its length is zero; choose another file.</source>
   <extracomment>sound_files</extracomment>
   <translation>{path} enthält keinen Klang: Die Länge ist null; wählen Sie eine andere Datei.</translation>
  </message>
  <message>
   <source>{path} is a device, not a file; choose a sound file.</source>
   <extracomment>sound_files</extracomment>
   <translation>{path} ist ein Gerät, keine Datei; wählen Sie eine Klangdatei.</translation>
  </message>
  <message>
   <source>{path} is a folder; choose a sound file in it.</source>
   <extracomment>sound_files</extracomment>
   <translation>{path} ist ein Ordner; wählen Sie eine Klangdatei darin.</translation>
  </message>
  <message>
   <source>{path} is empty; choose another file.</source>
   <extracomment>sound_files</extracomment>
   <translation>{path} ist leer; wählen Sie eine andere Datei.</translation>
  </message>
  <message>
   <source>{path} may not be read by you; change its permissions or copy it.</source>
   <extracomment>sound_files</extracomment>
   <translation>{path} dürfen Sie nicht lesen; ändern Sie die Rechte oder kopieren Sie die Datei.</translation>
  </message>
  <message>
   <source>{path} {wrong}.</source>
   <extracomment>sound_files</extracomment>
   <translation>{path} {wrong}.</translation>
  </message>
  <message>
   <source>Listening needs the PortAudio library: {hint}, then start the program again.</source>
   <extracomment>sound_output</extracomment>
   <translation>Zum Hören wird die Bibliothek PortAudio gebraucht: {hint}, dann starten Sie das Programm neu.</translation>
  </message>
  <message>
   <source>Listening needs the Python package sounddevice: install it.</source>
   <extracomment>sound_output</extracomment>
   <translation>Zum Hören wird das Python-Paket sounddevice gebraucht: Installieren Sie es.</translation>
  </message>
  <message>
   <source>No sound output was found: connect or switch on a sound device, then press play.</source>
   <extracomment>sound_output</extracomment>
   <translation>Es wurde keine Audioausgabe gefunden: Schließen Sie ein Audiogerät an oder schalten Sie eines ein, dann spielen Sie ab.</translation>
  </message>
  <message>
   <source>Playing stopped: {problem}.</source>
   <extracomment>sound_output</extracomment>
   <translation>Die Wiedergabe wurde angehalten: {problem}.</translation>
  </message>
  <message>
   <source>The sound device "{value}" cannot be used ({reason}): close other programs that hold it or choose another one (Play ▸ Output device).</source>
   <extracomment>sound_output</extracomment>
   <translation>Das Audiogerät „{value}“ lässt sich nicht verwenden ({reason}): Schließen Sie andere Programme, die es belegen, oder wählen Sie ein anderes (Wiedergabe ▸ Ausgabegerät).</translation>
  </message>
  <message>
   <source>The sound device does not start ({reason}).</source>
   <extracomment>sound_output</extracomment>
   <translation>Das Audiogerät startet nicht ({reason}).</translation>
  </message>
  <message>
   <source>The sound device stopped: check that it is connected, then press play.</source>
   <extracomment>sound_output</extracomment>
   <translation>Das Audiogerät hat angehalten: Prüfen Sie, ob es angeschlossen ist, dann spielen Sie ab.</translation>
  </message>
  <message>
   <source>The sound devices do not answer: {reason}.</source>
   <extracomment>sound_output</extracomment>
   <translation>Die Audiogeräte antworten nicht: {reason}.</translation>
  </message>
  <message>
   <source>install it with: brew install portaudio</source>
   <extracomment>sound_output</extracomment>
   <translation>installieren Sie es mit: brew install portaudio</translation>
  </message>
  <message>
   <source>install libportaudio2 (Debian, Ubuntu) or portaudio (Fedora, Arch)</source>
   <extracomment>sound_output</extracomment>
   <translation>installieren Sie libportaudio2 (Debian, Ubuntu) oder portaudio (Fedora, Arch)</translation>
  </message>
  <message>
   <source>install the package sounddevice again</source>
   <extracomment>sound_output</extracomment>
   <translation>installieren Sie das Paket sounddevice neu</translation>
  </message>
  <message>
   <source>unknown reason</source>
   <extracomment>sound_output</extracomment>
   <translation>unbekannter Grund</translation>
  </message>
  <message>
   <source>“{wanted}” is not connected: playing through the default device.</source>
   <extracomment>sound_output</extracomment>
   <translation>„{wanted}“ ist nicht angeschlossen: Die Wiedergabe läuft über das Standardgerät.</translation>
  </message>
  <message>
   <source>Add {name}</source>
   <extracomment>source_commands</extracomment>
   <translation>{name} hinzufügen</translation>
  </message>
  <message>
   <source>Merge {name} into {name2}</source>
   <extracomment>source_commands</extracomment>
   <translation>{name} mit {name2} vereinen</translation>
  </message>
  <message>
   <source>Split {name}</source>
   <extracomment>source_commands</extracomment>
   <translation>{name} teilen</translation>
  </message>
  <message>
   <source>{marks} denied only one of the two, which says nothing of both together: left out. Undo brings everything back.</source>
   <extracomment>source_commands</extracomment>
   <translation>{marks}: schlossen nur eine der beiden aus und sagen nichts über beide zusammen, daher weggelassen. Rückgängig bringt alles zurück.</translation>
  </message>
  <message>
   <source>{name} and {name2} share its sound equally: draw for {name2} to tell them apart.</source>
   <extracomment>source_commands</extracomment>
   <translation>{name} und {name2} haben je die Hälfte des Klangs: Zeichnen Sie für {name2}, um sie zu unterscheiden.</translation>
  </message>
  <message>
   <source>Change colour of {name}</source>
   <extracomment>source_state</extracomment>
   <translation>Farbe von {name} ändern</translation>
  </message>
  <message>
   <source>Change gain of {name}</source>
   <extracomment>source_state</extracomment>
   <translation>Gain von {name} ändern</translation>
  </message>
  <message>
   <source>Mute {name}</source>
   <extracomment>source_state</extracomment>
   <translation>{name} stummschalten</translation>
  </message>
  <message>
   <source>Pan {name}</source>
   <extracomment>source_state</extracomment>
   <translation>{name} im Panorama verschieben</translation>
  </message>
  <message>
   <source>Rename {name}</source>
   <extracomment>source_state</extracomment>
   <translation>{name} umbenennen</translation>
  </message>
  <message>
   <source>Solo {name}</source>
   <extracomment>source_state</extracomment>
   <translation>{name} auf Solo</translation>
  </message>
  <message>
   <source>Source {number}</source>
   <extracomment>source_state</extracomment>
   <translation>Quelle {number}</translation>
  </message>
  <message>
   <source>Unmute {name}</source>
   <extracomment>source_state</extracomment>
   <translation>{name} nicht mehr stummschalten</translation>
  </message>
  <message>
   <source>Unsolo {name}</source>
   <extracomment>source_state</extracomment>
   <translation>{name} nicht mehr auf Solo</translation>
  </message>
  <message>
   <source>Open a recording to see it here ({key:open}), or drop one on the window.</source>
   <extracomment>spectrogram_view</extracomment>
   <translation>Öffnen Sie eine Aufnahme, um sie hier zu sehen ({key:open}), oder legen Sie eine auf dem Fenster ab.</translation>
  </message>
  <message>
   <source>Preparing spectrogram…</source>
   <extracomment>spectrogram_view</extracomment>
   <translation>Spektrogramm wird vorbereitet…</translation>
  </message>
  <message>
   <source>Spectrogram</source>
   <extracomment>spectrogram_view</extracomment>
   <translation>Spektrogramm</translation>
  </message>
  <message>
   <source>Spectrogram with marks</source>
   <extracomment>spectrogram_view</extracomment>
   <translation>Spektrogramm mit Markierungen</translation>
  </message>
  <message>
   <source>The spectrogram could not be computed: {sentence}</source>
   <extracomment>spectrogram_view</extracomment>
   <translation>Das Spektrogramm konnte nicht berechnet werden: {sentence}</translation>
  </message>
  <message>
   <source>The spectrogram could not be drawn: {sentence}</source>
   <extracomment>spectrogram_view</extracomment>
   <translation>Das Spektrogramm konnte nicht gezeichnet werden: {sentence}</translation>
  </message>
  <message>
   <source>There is no other version to compare with. Keep one with {key:keep_version}, then go on.</source>
   <extracomment>spectrogram_view</extracomment>
   <translation>Es gibt keine andere Version zum Vergleichen. Bewahren Sie eine mit {key:keep_version} auf und machen Sie dann weiter.</translation>
  </message>
  <message>
   <source>Time from left to right, frequency from bottom to top. Drag to draw marks, select time or move the view, by the chosen tool; arrow keys move selected marks, Delete removes them, Escape cancels.</source>
   <extracomment>spectrogram_view</extracomment>
   <translation>Zeit von links nach rechts, Frequenz von unten nach oben. Ziehen zeichnet Markierungen, wählt Zeit aus oder verschiebt die Ansicht, je nach Werkzeug; Pfeiltasten verschieben ausgewählte Markierungen, Entf löscht sie, Esc bricht ab.</translation>
  </message>
  <message>
   <source>Separating {name} takes about {needed} of memory, and {free} are free. Close other programs, or separate a shorter part of it.</source>
   <extracomment>stage</extracomment>
   <translation>{name} zu trennen braucht etwa {needed} Arbeitsspeicher, frei sind {free}. Schließen Sie andere Programme, oder trennen Sie ein kürzeres Stück davon.</translation>
  </message>
  <message>
   <source>the number of sources must be from {min_sources} to {max_sources}, not {sources}</source>
   <extracomment>stage</extracomment>
   <translation>die Zahl der Quellen muss von {min_sources} bis {max_sources} sein, nicht {sources}</translation>
  </message>
  <message>
   <source>{name} has a sample rate of {sample_rate} Hz, which is too low to be separated; convert it to 8000 Hz or more</source>
   <extracomment>stage</extracomment>
   <translation>{name} hat eine Abtastrate von {sample_rate} Hz; das ist zum Trennen zu wenig; wandeln Sie sie in 8000 Hz oder mehr um</translation>
  </message>
  <message>
   <source>{name} holds samples far too large for sound; scale it down first</source>
   <extracomment>stage</extracomment>
   <translation>{name} enthält Abtastwerte, die für Klang viel zu groß sind; skalieren Sie sie zuerst herunter</translation>
  </message>
  <message>
   <source>{name} is silent: there is nothing to separate.</source>
   <extracomment>stage</extracomment>
   <translation>{name} ist still: Es gibt nichts zu trennen.</translation>
  </message>
  <message>
   <source>{name} is too short to be separated: its number of samples is {samples} and must be at least {value}.</source>
   <extracomment>stage</extracomment>
   <translation>{name} ist zum Trennen zu kurz: Die Zahl der Abtastwerte ist {samples} und muss mindestens {value} sein.</translation>
  </message>
  <message>
   <source>Device</source>
   <extracomment>status_bar</extracomment>
   <translation>Gerät</translation>
  </message>
  <message>
   <source>How sure the separation is</source>
   <extracomment>status_bar</extracomment>
   <translation>Wie sicher die Trennung ist</translation>
  </message>
  <message>
   <source>How sure the separation is: over the energy of the recording, how near the masks are to one source each. Where they are unsure they are wrong most: over the 50 mixtures of Universal-150 this doubt and the true error of a bin correlate by 0.69 after 4 boxes and by 0.65 after 8. Show where it is unsure: {key:doubt}</source>
   <extracomment>status_bar</extracomment>
   <translation>Wie sicher die Trennung ist: über die Energie der Aufnahme, wie nahe die Masken je einer einzigen Quelle sind. Wo sie unsicher sind, liegen sie am ehesten falsch: Über die 50 Mischungen von Universal-150 korrelieren dieser Zweifel und der wahre Fehler eines Bins mit 0,69 nach 4 Rechtecken und mit 0,65 nach 8. Zeigen, wo sie unsicher ist: {key:doubt}</translation>
  </message>
  <message>
   <source>Loading</source>
   <extracomment>status_bar</extracomment>
   <translation>Wird geladen</translation>
  </message>
  <message>
   <source>Under the pointer</source>
   <extracomment>status_bar</extracomment>
   <translation>Unter dem Zeiger</translation>
  </message>
  <message>
   <source>What a drag does</source>
   <extracomment>status_bar</extracomment>
   <translation>Was Ziehen bewirkt</translation>
  </message>
  <message>
   <source>mono</source>
   <extracomment>status_bar</extracomment>
   <translation>mono</translation>
  </message>
  <message>
   <source>stereo</source>
   <extracomment>status_bar</extracomment>
   <translation>stereo</translation>
  </message>
  <message>
   <source>sure: {value:.0f} %</source>
   <extracomment>status_bar</extracomment>
   <translation>sicher: {value:.0f} %</translation>
  </message>
  <message>
   <source>{bits} bit</source>
   <extracomment>status_bar</extracomment>
   <translation>{bits} Bit</translation>
  </message>
  <message>
   <source>{count} channels</source>
   <extracomment>status_bar</extracomment>
   <translation>{count} Kanäle</translation>
  </message>
  <message>
   <source>not steady: it changes by {changes:.1f} dB from moment to moment, as speech and music do; select rain, crowd or room tone</source>
   <extracomment>steadiness</extracomment>
   <translation>nicht gleichmäßig: Sie ändert sich um {changes:.1f} dB von Moment zu Moment, wie Sprache und Musik; wählen Sie Regen, Menge oder Raumton</translation>
  </message>
  <message>
   <source>steady: it changes by {changes:.1f} dB from moment to moment</source>
   <extracomment>steadiness</extracomment>
   <translation>gleichmäßig: Sie ändert sich um {changes:.1f} dB von Moment zu Moment</translation>
  </message>
  <message>
   <source>uneven: it changes by {changes:.1f} dB from moment to moment; single events will come again</source>
   <extracomment>steadiness</extracomment>
   <translation>ungleichmäßig: Sie ändert sich um {changes:.1f} dB von Moment zu Moment; einzelne Ereignisse werden wiederkommen</translation>
  </message>
  <message>
   <source>The sound cannot be played: {error}</source>
   <extracomment>stem_cache</extracomment>
   <translation>Der Klang lässt sich nicht abspielen: {error}</translation>
  </message>
  <message>
   <source>Add source</source>
   <extracomment>stem_panel</extracomment>
   <translation>Quelle hinzufügen</translation>
  </message>
  <message>
   <source>Colour the mixture by the masks of all sources ({key:masks_tint})</source>
   <extracomment>stem_panel</extracomment>
   <translation>Die Mischung nach den Masken aller Quellen einfärben ({key:masks_tint})</translation>
  </message>
  <message>
   <source>Delete its boxes</source>
   <extracomment>stem_panel</extracomment>
   <translation>Ihre Rechtecke löschen</translation>
  </message>
  <message>
   <source>Diff</source>
   <extracomment>stem_panel</extracomment>
   <translation>Diff</translation>
  </message>
  <message>
   <source>How strongly the masks colour the mixture: {percent} %</source>
   <extracomment>stem_panel</extracomment>
   <translation>Wie stark die Masken die Mischung färben: {percent} %</translation>
  </message>
  <message>
   <source>Mask</source>
   <extracomment>stem_panel</extracomment>
   <translation>Maske</translation>
  </message>
  <message>
   <source>Masks: {text}</source>
   <extracomment>stem_panel</extracomment>
   <translation>Masken: {text}</translation>
  </message>
  <message>
   <source>Merge into</source>
   <extracomment>stem_panel</extracomment>
   <translation>Vereinen mit</translation>
  </message>
  <message>
   <source>Off</source>
   <extracomment>stem_panel</extracomment>
   <translation>Aus</translation>
  </message>
  <message>
   <source>One source more: it has little of everything until it is drawn for ({key:add_source})</source>
   <extracomment>stem_panel</extracomment>
   <translation>Eine Quelle mehr: Sie hat von allem ein wenig, bis für sie gezeichnet wird ({key:add_source})</translation>
  </message>
  <message>
   <source>Opacity of the masks</source>
   <extracomment>stem_panel</extracomment>
   <translation>Deckkraft der Masken</translation>
  </message>
  <message>
   <source>Remove source</source>
   <extracomment>stem_panel</extracomment>
   <translation>Quelle entfernen</translation>
  </message>
  <message>
   <source>Split in two</source>
   <extracomment>stem_panel</extracomment>
   <translation>In zwei teilen</translation>
  </message>
  <message>
   <source>Stem</source>
   <extracomment>stem_panel</extracomment>
   <translation>Stem</translation>
  </message>
  <message>
   <source>The mask of the active source as a picture of its own ({key:masks_single})</source>
   <extracomment>stem_panel</extracomment>
   <translation>Die Maske der aktiven Quelle als eigenes Bild ({key:masks_single})</translation>
  </message>
  <message>
   <source>The mixture alone ({key:masks_off})</source>
   <extracomment>stem_panel</extracomment>
   <translation>Nur die Mischung ({key:masks_off})</translation>
  </message>
  <message>
   <source>The stem of the active source as a spectrogram ({key:masks_stem})</source>
   <extracomment>stem_panel</extracomment>
   <translation>Der Stem der aktiven Quelle als Spektrogramm ({key:masks_stem})</translation>
  </message>
  <message>
   <source>Tint</source>
   <extracomment>stem_panel</extracomment>
   <translation>Tönung</translation>
  </message>
  <message>
   <source>What the active source has more or less of than in another version: the one that is selected in Versions, or the newest ({key:masks_difference})</source>
   <extracomment>stem_panel</extracomment>
   <translation>Wovon die aktive Quelle mehr oder weniger hat als in einer anderen Version: der unter Versionen ausgewählten oder der neuesten ({key:masks_difference})</translation>
  </message>
  <message>
   <source>1 box drawn for this source</source>
   <extracomment>stem_row</extracomment>
   <translation>1 Rechteck für diese Quelle gezeichnet</translation>
  </message>
  <message>
   <source>Boxes of</source>
   <extracomment>stem_row</extracomment>
   <translation>Rechtecke von</translation>
  </message>
  <message>
   <source>Choose</source>
   <extracomment>stem_row</extracomment>
   <translation>Wähle</translation>
  </message>
  <message>
   <source>Click to rename</source>
   <extracomment>stem_row</extracomment>
   <translation>Klicken zum Umbenennen</translation>
  </message>
  <message>
   <source>Draw boxes for this source</source>
   <extracomment>stem_row</extracomment>
   <translation>Rechtecke für diese Quelle zeichnen</translation>
  </message>
  <message>
   <source>Gain of</source>
   <extracomment>stem_row</extracomment>
   <translation>Gain von</translation>
  </message>
  <message>
   <source>Gain; double-click for 0 dB</source>
   <extracomment>stem_row</extracomment>
   <translation>Gain; Doppelklick für 0 dB</translation>
  </message>
  <message>
   <source>Hear only what is soloed ({key:solo}: the active source)</source>
   <extracomment>stem_row</extracomment>
   <translation>Nur hören, was auf Solo steht ({key:solo}: die aktive Quelle)</translation>
  </message>
  <message>
   <source>Level of</source>
   <extracomment>stem_row</extracomment>
   <translation>Pegel von</translation>
  </message>
  <message>
   <source>M</source>
   <extracomment>stem_row</extracomment>
   <translation>M</translation>
  </message>
  <message>
   <source>Mute</source>
   <extracomment>stem_row</extracomment>
   <translation>Stummschaltung</translation>
  </message>
  <message>
   <source>Name of</source>
   <extracomment>stem_row</extracomment>
   <translation>Name von</translation>
  </message>
  <message>
   <source>Pan of</source>
   <extracomment>stem_row</extracomment>
   <translation>Panorama von</translation>
  </message>
  <message>
   <source>S</source>
   <extracomment>stem_row</extracomment>
   <translation>S</translation>
  </message>
  <message>
   <source>Silence this source ({key:mute}: the active source)</source>
   <extracomment>stem_row</extracomment>
   <translation>Diese Quelle stummschalten ({key:mute}: die aktive Quelle)</translation>
  </message>
  <message>
   <source>Solo</source>
   <extracomment>stem_row</extracomment>
   <translation>Solo</translation>
  </message>
  <message>
   <source>Source {value}: {name}</source>
   <extracomment>stem_row</extracomment>
   <translation>Quelle {value}: {name}</translation>
  </message>
  <message>
   <source>active</source>
   <extracomment>stem_row</extracomment>
   <translation>aktiv</translation>
  </message>
  <message>
   <source>{count} boxes drawn for this source</source>
   <extracomment>stem_row</extracomment>
   <translation>{count} Rechtecke für diese Quelle gezeichnet</translation>
  </message>
  <message>
   <source>Mixture</source>
   <extracomment>stems_view</extracomment>
   <translation>Mischung</translation>
  </message>
  <message>
   <source>Stems side by side</source>
   <extracomment>stems_view</extracomment>
   <translation>Stems nebeneinander</translation>
  </message>
  <message>
   <source>The mixture and every stem above each other. Click a pane to choose its source and to play from there, drag to select; the wheel moves all of them together.</source>
   <extracomment>stems_view</extracomment>
   <translation>Die Mischung und alle Stems übereinander. Ein Klick in ein Feld wählt dessen Quelle und spielt von dort, Ziehen wählt aus; das Mausrad bewegt alle gemeinsam.</translation>
  </message>
  <message>
   <source>The stems appear here once they are separated ({key:separate}).</source>
   <extracomment>stems_view</extracomment>
   <translation>Die Stems erscheinen hier, sobald sie getrennt sind ({key:separate}).</translation>
  </message>
  <message>
   <source>all that was found to agree lasts about {seconds:.1f} s, which may be chance: listen to the shared parts before you use these files</source>
   <extracomment>steps</extracomment>
   <translation>Alles, was übereinstimmt, dauert etwa {seconds:.1f} s; das kann Zufall sein: Hören Sie die gemeinsamen Teile an, bevor Sie diese Dateien verwenden</translation>
  </message>
  <message>
   <source>hardly more agrees where the shared sound was found than at wrong places, so only {value:.0f} % of it is taken out; if you hear that it is shared, say at which lags it lies, or draw a box around some of it</source>
   <extracomment>steps</extracomment>
   <translation>Wo der gemeinsame Klang gefunden wurde, stimmt kaum mehr überein als an falschen Stellen; darum werden nur {value:.0f} % davon herausgenommen. Hören Sie, dass er gemeinsam ist, geben Sie den Versatz an oder zeichnen Sie ein Rechteck um etwas davon</translation>
  </message>
  <message>
   <source>these files share no sound that could be found</source>
   <extracomment>steps</extracomment>
   <translation>Diese Dateien haben keinen auffindbaren Klang gemeinsam</translation>
  </message>
  <message>
   <source>with these lags no two files sound together for {least_overlap_seconds:g} s</source>
   <extracomment>steps</extracomment>
   <translation>Mit diesem Versatz klingen keine zwei Dateien {least_overlap_seconds:g} s lang zusammen</translation>
  </message>
  <message>
   <source>{name}: with these lags it does not sound together with any other file for {least_overlap_seconds:g} s; correct its lag, or leave it out</source>
   <extracomment>steps</extracomment>
   <translation>{name}: klingt mit diesem Versatz mit keiner anderen Datei {least_overlap_seconds:g} s lang zusammen; berichtigen Sie den Versatz oder lassen Sie sie weg</translation>
  </message>
  <message>
   <source>{value} lags for {value2} files: give one for each</source>
   <extracomment>steps</extracomment>
   <translation>{value} Versätze für {value2} Dateien: Geben Sie für jede einen an</translation>
  </message>
  <message>
   <source>{value}: shares no sound with the others that could be found</source>
   <extracomment>steps</extracomment>
   <translation>{value}: hat keinen auffindbaren Klang mit den anderen gemeinsam</translation>
  </message>
  <message>
   <source>{value}: shares no sound with the others that could be found; their heights as performances of one sound are {measured}, and {least_height:g} is needed: leave out what shares nothing, or say at which lags it lies</source>
   <extracomment>steps</extracomment>
   <translation>{value}: hat keinen auffindbaren Klang mit den anderen gemeinsam; als Aufführungen eines Klangs erreichen sie {measured}, nötig ist {least_height:g}: Lassen Sie weg, was nichts gemeinsam hat, oder geben Sie den Versatz an</translation>
  </message>
  <message>
   <source>{who}; their highest peaks of correlation are {measured}, and {least_peak:g} is needed: leave out what shares nothing, or say at which lags it lies</source>
   <extracomment>steps</extracomment>
   <translation>{who}; ihre höchsten Spitzen der Korrelation sind {measured}, nötig ist {least_peak:g}: Lassen Sie weg, was nichts gemeinsam hat, oder geben Sie den Versatz an</translation>
  </message>
  <message>
   <source>&amp;About Unbraid</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Über Unbraid</translation>
  </message>
  <message>
   <source>&amp;Activate</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Zuweisen</translation>
  </message>
  <message>
   <source>&amp;Add a source</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Quelle hinzufügen</translation>
  </message>
  <message>
   <source>&amp;Back</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Zurück</translation>
  </message>
  <message>
   <source>&amp;Band</source>
   <extracomment>tables</extracomment>
   <translation>Ba&amp;nd</translation>
  </message>
  <message>
   <source>&amp;Continue</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Fortsetzen</translation>
  </message>
  <message>
   <source>&amp;Copy marks</source>
   <extracomment>tables</extracomment>
   <translation>Markierungen &amp;kopieren</translation>
  </message>
  <message>
   <source>&amp;Deactivate</source>
   <extracomment>tables</extracomment>
   <translation>A&amp;usschließen</translation>
  </message>
  <message>
   <source>&amp;Display of the picture</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Darstellung des Bildes</translation>
  </message>
  <message>
   <source>&amp;Draw</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Zeichnen</translation>
  </message>
  <message>
   <source>&amp;Edit</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Bearbeiten</translation>
  </message>
  <message>
   <source>&amp;Erase</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Radieren</translation>
  </message>
  <message>
   <source>&amp;Exact, or soft</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Exakt oder weich</translation>
  </message>
  <message>
   <source>&amp;Export stems …</source>
   <extracomment>tables</extracomment>
   <translation>Stems &amp;exportieren …</translation>
  </message>
  <message>
   <source>&amp;File</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Datei</translation>
  </message>
  <message>
   <source>&amp;Find a command …</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Befehl suchen …</translation>
  </message>
  <message>
   <source>&amp;Fit</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Ganze Aufnahme</translation>
  </message>
  <message>
   <source>&amp;Follow the playhead</source>
   <extracomment>tables</extracomment>
   <translation>Der Abspielposition &amp;folgen</translation>
  </message>
  <message>
   <source>&amp;Hand</source>
   <extracomment>tables</extracomment>
   <translation>Han&amp;d</translation>
  </message>
  <message>
   <source>&amp;Help</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Hilfe</translation>
  </message>
  <message>
   <source>&amp;Hide, or show</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Aus- oder einblenden</translation>
  </message>
  <message>
   <source>&amp;Keep a version</source>
   <extracomment>tables</extracomment>
   <translation>Eine Version auf&amp;bewahren</translation>
  </message>
  <message>
   <source>&amp;Keys and gestures</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Tasten und Gesten</translation>
  </message>
  <message>
   <source>&amp;Lasso</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Lasso</translation>
  </message>
  <message>
   <source>&amp;Lock, or unlock</source>
   <extracomment>tables</extracomment>
   <translation>S&amp;perren oder entsperren</translation>
  </message>
  <message>
   <source>&amp;Loop the selection</source>
   <extracomment>tables</extracomment>
   <translation>Auswahl in &amp;Schleife</translation>
  </message>
  <message>
   <source>&amp;Marks</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Markierungen</translation>
  </message>
  <message>
   <source>&amp;Mute the active source</source>
   <extracomment>tables</extracomment>
   <translation>Aktive Quelle s&amp;tummschalten</translation>
  </message>
  <message>
   <source>&amp;New window</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Neues Fenster</translation>
  </message>
  <message>
   <source>&amp;No masks</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Keine Masken</translation>
  </message>
  <message>
   <source>&amp;Open …</source>
   <extracomment>tables</extracomment>
   <translation>Ö&amp;ffnen …</translation>
  </message>
  <message>
   <source>&amp;Original</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Original</translation>
  </message>
  <message>
   <source>&amp;Paint</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Malen</translation>
  </message>
  <message>
   <source>&amp;Paste marks</source>
   <extracomment>tables</extracomment>
   <translation>Markierungen &amp;einfügen</translation>
  </message>
  <message>
   <source>&amp;Play</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Wiedergabe</translation>
  </message>
  <message>
   <source>&amp;Play / stop</source>
   <extracomment>tables</extracomment>
   <translation>Abs&amp;pielen / anhalten</translation>
  </message>
  <message>
   <source>&amp;Quit</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Beenden</translation>
  </message>
  <message>
   <source>&amp;Select</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Auswählen</translation>
  </message>
  <message>
   <source>&amp;Separate</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Trennen</translation>
  </message>
  <message>
   <source>&amp;Show all</source>
   <extracomment>tables</extracomment>
   <translation>Alle ein&amp;blenden</translation>
  </message>
  <message>
   <source>&amp;Solo the active source</source>
   <extracomment>tables</extracomment>
   <translation>Aktive Quelle auf So&amp;lo</translation>
  </message>
  <message>
   <source>&amp;Tone</source>
   <extracomment>tables</extracomment>
   <translation>T&amp;on</translation>
  </message>
  <message>
   <source>&amp;Tour in five steps</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Rundgang in fünf Schritten</translation>
  </message>
  <message>
   <source>&amp;View</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Ansicht</translation>
  </message>
  <message>
   <source>&amp;Where would a box help most?</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Wo würde ein Rechteck am meisten helfen?</translation>
  </message>
  <message>
   <source>A hidden mark is not drawn on the picture; it still counts</source>
   <extracomment>tables</extracomment>
   <translation>Eine ausgeblendete Markierung ist im Bild nicht gezeichnet; sie zählt trotzdem</translation>
  </message>
  <message>
   <source>A locked mark is not moved, changed or deleted by hand</source>
   <extracomment>tables</extracomment>
   <translation>Eine gesperrte Markierung lässt sich von Hand weder verschieben noch ändern oder löschen</translation>
  </message>
  <message>
   <source>Acti&amp;ve stem</source>
   <extracomment>tables</extracomment>
   <translation>Aktiver &amp;Stem</translation>
  </message>
  <message>
   <source>Active mask &amp;alone</source>
   <extracomment>tables</extracomment>
   <translation>Nur die aktive &amp;Maske</translation>
  </message>
  <message>
   <source>Add the marks on the clipboard, the first of them at the playhead</source>
   <extracomment>tables</extracomment>
   <translation>Die Markierungen der Zwischenablage hinzufügen, die erste an der Abspielposition</translation>
  </message>
  <message>
   <source>Another window, for other work beside this</source>
   <extracomment>tables</extracomment>
   <translation>Ein weiteres Fenster für andere Arbeit daneben</translation>
  </message>
  <message>
   <source>Between: this is the source's, and: this is not</source>
   <extracomment>tables</extracomment>
   <translation>Zwischen: das gehört der Quelle, und: das gehört ihr nicht</translation>
  </message>
  <message>
   <source>Brightness, range, colours, frequency axis and window length</source>
   <extracomment>tables</extracomment>
   <translation>Helligkeit, Umfang, Farben, Frequenzachse und Fensterlänge</translation>
  </message>
  <message>
   <source>Click a partial: it and its overtones, for as long as they sound</source>
   <extracomment>tables</extracomment>
   <translation>Einen Teilton anklicken: ihn und seine Obertöne, solange sie klingen</translation>
  </message>
  <message>
   <source>Click a partial: the whole tone is {source} · Shift: without it</source>
   <extracomment>tables</extracomment>
   <translation>Teilton anklicken: der ganze Ton ist {source} · Umschalt: ohne sie</translation>
  </message>
  <message>
   <source>Close &amp;window</source>
   <extracomment>tables</extracomment>
   <translation>Fenster s&amp;chließen</translation>
  </message>
  <message>
   <source>Close all windows; each asks about work that is not saved</source>
   <extracomment>tables</extracomment>
   <translation>Alle Fenster schließen; jedes fragt nach nicht gespeicherter Arbeit</translation>
  </message>
  <message>
   <source>Close this window</source>
   <extracomment>tables</extracomment>
   <translation>Dieses Fenster schließen</translation>
  </message>
  <message>
   <source>Copy the selected marks beside themselves</source>
   <extracomment>tables</extracomment>
   <translation>Die ausgewählten Markierungen neben sich selbst kopieren</translation>
  </message>
  <message>
   <source>Copy the selected marks, and delete them</source>
   <extracomment>tables</extracomment>
   <translation>Die ausgewählten Markierungen kopieren und löschen</translation>
  </message>
  <message>
   <source>Copy to source &amp;1</source>
   <extracomment>tables</extracomment>
   <translation>Nach Quelle &amp;1 kopieren</translation>
  </message>
  <message>
   <source>Copy to source &amp;2</source>
   <extracomment>tables</extracomment>
   <translation>Nach Quelle &amp;2 kopieren</translation>
  </message>
  <message>
   <source>Copy to source &amp;3</source>
   <extracomment>tables</extracomment>
   <translation>Nach Quelle &amp;3 kopieren</translation>
  </message>
  <message>
   <source>Copy to source &amp;4</source>
   <extracomment>tables</extracomment>
   <translation>Nach Quelle &amp;4 kopieren</translation>
  </message>
  <message>
   <source>Copy to source &amp;5</source>
   <extracomment>tables</extracomment>
   <translation>Nach Quelle &amp;5 kopieren</translation>
  </message>
  <message>
   <source>Copy to source &amp;6</source>
   <extracomment>tables</extracomment>
   <translation>Nach Quelle &amp;6 kopieren</translation>
  </message>
  <message>
   <source>Cu&amp;t marks</source>
   <extracomment>tables</extracomment>
   <translation>Markierungen &amp;ausschneiden</translation>
  </message>
  <message>
   <source>De&amp;lete marks</source>
   <extracomment>tables</extracomment>
   <translation>Markierungen &amp;löschen</translation>
  </message>
  <message>
   <source>Diffe&amp;rence to a version</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Unterschied zu einer Version</translation>
  </message>
  <message>
   <source>Drag a box: all of it is {source} · Shift: without it</source>
   <extracomment>tables</extracomment>
   <translation>Rechteck ziehen: alles darin ist {source} · Umschalt: ohne sie</translation>
  </message>
  <message>
   <source>Drag a box: nothing of it is {source} · Shift: all of it</source>
   <extracomment>tables</extracomment>
   <translation>Rechteck ziehen: nichts darin ist {source} · Umschalt: alles darin</translation>
  </message>
  <message>
   <source>Drag a box: shows what is alike · Enter: all of it is {source} · Esc: give up</source>
   <extracomment>tables</extracomment>
   <translation>Rechteck ziehen: zeigt Ähnliches · Eingabe: alles davon ist {source} · Esc: aufgeben</translation>
  </message>
  <message>
   <source>Drag around what is {source} · Shift: without it</source>
   <extracomment>tables</extracomment>
   <translation>Um das ziehen, was {source} ist · Umschalt: ohne sie</translation>
  </message>
  <message>
   <source>Drag the picture</source>
   <extracomment>tables</extracomment>
   <translation>Das Bild ziehen</translation>
  </message>
  <message>
   <source>Drag up or down: this band is {source} · Shift: without it</source>
   <extracomment>tables</extracomment>
   <translation>Auf- oder abwärts ziehen: dieses Band ist {source} · Umschalt: ohne sie</translation>
  </message>
  <message>
   <source>Drag: here only {source} sounds · Shift: here it is silent</source>
   <extracomment>tables</extracomment>
   <translation>Ziehen: hier klingt nur {source} · Umschalt: hier schweigt sie</translation>
  </message>
  <message>
   <source>Drag: here {source} is silent · Shift: here only it sounds</source>
   <extracomment>tables</extracomment>
   <translation>Ziehen: hier schweigt {source} · Umschalt: hier klingt nur sie</translation>
  </message>
  <message>
   <source>Drag: move the picture</source>
   <extracomment>tables</extracomment>
   <translation>Ziehen: Bild verschieben</translation>
  </message>
  <message>
   <source>Drag: paint what is {source} · Shift: without it · [ ]: size</source>
   <extracomment>tables</extracomment>
   <translation>Ziehen: malen, was {source} ist · Umschalt: ohne sie · [ ]: Größe</translation>
  </message>
  <message>
   <source>Drag: select a time and a band · inside it: move it · Esc: nothing selected</source>
   <extracomment>tables</extracomment>
   <translation>Ziehen: Zeit und Band auswählen · darin: verschieben · Esc: nichts auswählen</translation>
  </message>
  <message>
   <source>Drag: select a time · Click: play from here · Ctrl + drag: select marks</source>
   <extracomment>tables</extracomment>
   <translation>Ziehen: Zeit auswählen · Klick: von hier abspielen · Strg + Ziehen: Markierungen auswählen</translation>
  </message>
  <message>
   <source>Drag: take back what was drawn here · [ ]: size</source>
   <extracomment>tables</extracomment>
   <translation>Ziehen: zurücknehmen, was hier gezeichnet wurde · [ ]: Größe</translation>
  </message>
  <message>
   <source>Draw a box and see what it would spread to, before you say so</source>
   <extracomment>tables</extracomment>
   <translation>Ein Rechteck zeichnen und sehen, worauf es sich ausbreiten würde, bevor Sie es bestätigen</translation>
  </message>
  <message>
   <source>Draw a box in which the active source has no energy</source>
   <extracomment>tables</extracomment>
   <translation>Ein Rechteck zeichnen, in dem die aktive Quelle keine Energie hat</translation>
  </message>
  <message>
   <source>Draw a box whose energy is the active source's</source>
   <extracomment>tables</extracomment>
   <translation>Ein Rechteck zeichnen, dessen Energie der aktiven Quelle gehört</translation>
  </message>
  <message>
   <source>Draw a line around what is the active source's</source>
   <extracomment>tables</extracomment>
   <translation>Eine Linie um das ziehen, was der aktiven Quelle gehört</translation>
  </message>
  <message>
   <source>Draw for source 1</source>
   <extracomment>tables</extracomment>
   <translation>Für Quelle 1 zeichnen</translation>
  </message>
  <message>
   <source>Draw for source 2</source>
   <extracomment>tables</extracomment>
   <translation>Für Quelle 2 zeichnen</translation>
  </message>
  <message>
   <source>Draw for source 3</source>
   <extracomment>tables</extracomment>
   <translation>Für Quelle 3 zeichnen</translation>
  </message>
  <message>
   <source>Draw for source 4</source>
   <extracomment>tables</extracomment>
   <translation>Für Quelle 4 zeichnen</translation>
  </message>
  <message>
   <source>Draw for source 5</source>
   <extracomment>tables</extracomment>
   <translation>Für Quelle 5 zeichnen</translation>
  </message>
  <message>
   <source>Draw for source 6</source>
   <extracomment>tables</extracomment>
   <translation>Für Quelle 6 zeichnen</translation>
  </message>
  <message>
   <source>Dupl&amp;icate marks</source>
   <extracomment>tables</extracomment>
   <translation>Markierungen &amp;duplizieren</translation>
  </message>
  <message>
   <source>Everything drawn, as a list with numbers</source>
   <extracomment>tables</extracomment>
   <translation>Alles Gezeichnete als Liste mit Zahlen</translation>
  </message>
  <message>
   <source>Extend a te&amp;xture</source>
   <extracomment>tables</extracomment>
   <translation>Te&amp;xtur verlängern</translation>
  </message>
  <message>
   <source>F&amp;orward</source>
   <extracomment>tables</extracomment>
   <translation>V&amp;orwärts</translation>
  </message>
  <message>
   <source>Frequencies &amp;logarithmic</source>
   <extracomment>tables</extracomment>
   <translation>Frequenzen loga&amp;rithmisch</translation>
  </message>
  <message>
   <source>Frequencies in &amp;mel</source>
   <extracomment>tables</extracomment>
   <translation>Frequenzen in M&amp;el</translation>
  </message>
  <message>
   <source>Frequencies lin&amp;ear</source>
   <extracomment>tables</extracomment>
   <translation>Frequenzen l&amp;inear</translation>
  </message>
  <message>
   <source>Go on from where the last run stands</source>
   <extracomment>tables</extracomment>
   <translation>Dort weitermachen, wo der letzte Lauf steht</translation>
  </message>
  <message>
   <source>Goes to the place and plays it; a number key says whose it is</source>
   <extracomment>tables</extracomment>
   <translation>Geht zu der Stelle und spielt sie; eine Zifferntaste sagt, wessen Klang sie ist</translation>
  </message>
  <message>
   <source>Hatch what the present separation is unsure of</source>
   <extracomment>tables</extracomment>
   <translation>Schraffieren, worin die aktuelle Trennung unsicher ist</translation>
  </message>
  <message>
   <source>Hear the mi&amp;xture, as loud</source>
   <extracomment>tables</extracomment>
   <translation>Die Mis&amp;chung hören, gleich laut</translation>
  </message>
  <message>
   <source>Hear the original instead of the stems, to compare</source>
   <extracomment>tables</extracomment>
   <translation>Das Original statt der Stems hören, zum Vergleich</translation>
  </message>
  <message>
   <source>Hear the prese&amp;nt stems</source>
   <extracomment>tables</extracomment>
   <translation>Die aktuellen Ste&amp;ms hören</translation>
  </message>
  <message>
   <source>Hear version A</source>
   <extracomment>tables</extracomment>
   <translation>Version A hören</translation>
  </message>
  <message>
   <source>Hear version B</source>
   <extracomment>tables</extracomment>
   <translation>Version B hören</translation>
  </message>
  <message>
   <source>Hear version C</source>
   <extracomment>tables</extracomment>
   <translation>Version C hören</translation>
  </message>
  <message>
   <source>Hear version D</source>
   <extracomment>tables</extracomment>
   <translation>Version D hören</translation>
  </message>
  <message>
   <source>La&amp;rger brush</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Größerer Pinsel</translation>
  </message>
  <message>
   <source>List of &amp;guidance</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Liste der Vorgaben</translation>
  </message>
  <message>
   <source>Look, sound, wheel and defaults</source>
   <extracomment>tables</extracomment>
   <translation>Aussehen, Klang, Mausrad und Vorgabewerte</translation>
  </message>
  <message>
   <source>Mark a band of frequencies that is the active source's all the time</source>
   <extracomment>tables</extracomment>
   <translation>Ein Frequenzband markieren, das die ganze Zeit der aktiven Quelle gehört</translation>
  </message>
  <message>
   <source>Mark a stretch of time in which only the active source sounds</source>
   <extracomment>tables</extracomment>
   <translation>Eine Zeitspanne markieren, in der nur die aktive Quelle klingt</translation>
  </message>
  <message>
   <source>Mark a stretch of time in which the active source is silent</source>
   <extracomment>tables</extracomment>
   <translation>Eine Zeitspanne markieren, in der die aktive Quelle schweigt</translation>
  </message>
  <message>
   <source>Masks as &amp;tint</source>
   <extracomment>tables</extracomment>
   <translation>Masken als &amp;Tönung</translation>
  </message>
  <message>
   <source>More rain, crowd or room tone from a selected stretch</source>
   <extracomment>tables</extracomment>
   <translation>Mehr Regen, Menschenmenge oder Raumton aus einer ausgewählten Strecke</translation>
  </message>
  <message>
   <source>Of brush and eraser; Ctrl or Alt and the wheel do the same</source>
   <extracomment>tables</extracomment>
   <translation>Von Pinsel und Radierer; Strg oder Alt und das Mausrad tun dasselbe</translation>
  </message>
  <message>
   <source>One source more; a running separation goes on with it</source>
   <extracomment>tables</extracomment>
   <translation>Eine Quelle mehr; eine laufende Trennung macht mit ihr weiter</translation>
  </message>
  <message>
   <source>Only the selected time, and band; everything else stays as it is</source>
   <extracomment>tables</extracomment>
   <translation>Nur die ausgewählte Zeit und das Band; alles andere bleibt, wie es ist</translation>
  </message>
  <message>
   <source>Open &amp;guidance …</source>
   <extracomment>tables</extracomment>
   <translation>Vor&amp;gaben öffnen …</translation>
  </message>
  <message>
   <source>Open a recording or a session; or drop one on the window</source>
   <extracomment>tables</extracomment>
   <translation>Eine Aufnahme oder Sitzung öffnen; oder eine auf dem Fenster ablegen</translation>
  </message>
  <message>
   <source>Open the &amp;demo</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Demo öffnen</translation>
  </message>
  <message>
   <source>Open the folder with the log, for a report of a mistake</source>
   <extracomment>tables</extracomment>
   <translation>Den Ordner mit dem Protokoll öffnen, um einen Fehler zu melden</translation>
  </message>
  <message>
   <source>Open the recording that comes with Unbraid</source>
   <extracomment>tables</extracomment>
   <translation>Die Aufnahme öffnen, die mit Unbraid kommt</translation>
  </message>
  <message>
   <source>Paint over what is the active source's; Shift paints what is not</source>
   <extracomment>tables</extracomment>
   <translation>Übermalen, was der aktiven Quelle gehört; Umschalt malt, was ihr nicht gehört</translation>
  </message>
  <message>
   <source>Pin the masks inside the selected marks, or not</source>
   <extracomment>tables</extracomment>
   <translation>Die Masken in den ausgewählten Markierungen festhalten oder nicht</translation>
  </message>
  <message>
   <source>Play on&amp;ce</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Einmal abspielen</translation>
  </message>
  <message>
   <source>Play the selection, or from the playhead on, once, and come back</source>
   <extracomment>tables</extracomment>
   <translation>Die Auswahl oder ab der Abspielposition einmal abspielen und zurückkehren</translation>
  </message>
  <message>
   <source>Play, or stop; a selected region is heard alone, from its start to its end</source>
   <extracomment>tables</extracomment>
   <translation>Abspielen oder anhalten; ein ausgewählter Bereich ist allein zu hören, von Anfang bis Ende</translation>
  </message>
  <message>
   <source>Pre&amp;ferences …</source>
   <extracomment>tables</extracomment>
   <translation>Eins&amp;tellungen …</translation>
  </message>
  <message>
   <source>Put the selected marks on the clipboard, as text</source>
   <extracomment>tables</extracomment>
   <translation>Die ausgewählten Markierungen als Text in die Zwischenablage legen</translation>
  </message>
  <message>
   <source>Put the stems as they are now by, under a name</source>
   <extracomment>tables</extracomment>
   <translation>Die Stems, wie sie jetzt sind, unter einem Namen ablegen</translation>
  </message>
  <message>
   <source>Re&amp;move the active source</source>
   <extracomment>tables</extracomment>
   <translation>Aktive Quelle entfe&amp;rnen</translation>
  </message>
  <message>
   <source>Recover &amp;unsaved work …</source>
   <extracomment>tables</extracomment>
   <translation>Nicht gespeicherte Arbeit &amp;wiederherstellen …</translation>
  </message>
  <message>
   <source>Repeat the selected stretch of time, or the whole recording</source>
   <extracomment>tables</extracomment>
   <translation>Die ausgewählte Zeitspanne oder die ganze Aufnahme wiederholen</translation>
  </message>
  <message>
   <source>Replace everything drawn by what a file of guidance says</source>
   <extracomment>tables</extracomment>
   <translation>Alles Gezeichnete durch den Inhalt einer Vorgabendatei ersetzen</translation>
  </message>
  <message>
   <source>S&amp;eparate the selection</source>
   <extracomment>tables</extracomment>
   <translation>Die &amp;Auswahl trennen</translation>
  </message>
  <message>
   <source>S&amp;ilence in a time</source>
   <extracomment>tables</extracomment>
   <translation>S&amp;tille in einer Zeit</translation>
  </message>
  <message>
   <source>S&amp;olo a time</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Solo in einer Zeit</translation>
  </message>
  <message>
   <source>S&amp;plit the active source</source>
   <extracomment>tables</extracomment>
   <translation>Aktive Quelle t&amp;eilen</translation>
  </message>
  <message>
   <source>S&amp;top</source>
   <extracomment>tables</extracomment>
   <translation>A&amp;nhalten</translation>
  </message>
  <message>
   <source>Save &amp;as …</source>
   <extracomment>tables</extracomment>
   <translation>Speichern &amp;unter …</translation>
  </message>
  <message>
   <source>Save everything – what is drawn, stems, versions – as a session</source>
   <extracomment>tables</extracomment>
   <translation>Alles – Gezeichnetes, Stems, Versionen – als Sitzung speichern</translation>
  </message>
  <message>
   <source>Save guidance &amp;to …</source>
   <extracomment>tables</extracomment>
   <translation>V&amp;orgaben speichern …</translation>
  </message>
  <message>
   <source>Save the session to another file</source>
   <extracomment>tables</extracomment>
   <translation>Die Sitzung in einer anderen Datei speichern</translation>
  </message>
  <message>
   <source>Save with the re&amp;cording inside</source>
   <extracomment>tables</extracomment>
   <translation>Mit der Aufnah&amp;me darin speichern</translation>
  </message>
  <message>
   <source>Say the &amp;opposite</source>
   <extracomment>tables</extracomment>
   <translation>Das &amp;Gegenteil sagen</translation>
  </message>
  <message>
   <source>Say the same of source 1, in the same place</source>
   <extracomment>tables</extracomment>
   <translation>Dasselbe über Quelle 1 sagen, an derselben Stelle</translation>
  </message>
  <message>
   <source>Say the same of source 2, in the same place</source>
   <extracomment>tables</extracomment>
   <translation>Dasselbe über Quelle 2 sagen, an derselben Stelle</translation>
  </message>
  <message>
   <source>Say the same of source 3, in the same place</source>
   <extracomment>tables</extracomment>
   <translation>Dasselbe über Quelle 3 sagen, an derselben Stelle</translation>
  </message>
  <message>
   <source>Say the same of source 4, in the same place</source>
   <extracomment>tables</extracomment>
   <translation>Dasselbe über Quelle 4 sagen, an derselben Stelle</translation>
  </message>
  <message>
   <source>Say the same of source 5, in the same place</source>
   <extracomment>tables</extracomment>
   <translation>Dasselbe über Quelle 5 sagen, an derselben Stelle</translation>
  </message>
  <message>
   <source>Say the same of source 6, in the same place</source>
   <extracomment>tables</extracomment>
   <translation>Dasselbe über Quelle 6 sagen, an derselben Stelle</translation>
  </message>
  <message>
   <source>Sele&amp;ction</source>
   <extracomment>tables</extracomment>
   <translation>Auswa&amp;hl</translation>
  </message>
  <message>
   <source>Select &amp;nothing</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Nichts auswählen</translation>
  </message>
  <message>
   <source>Select a re&amp;gion</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Bereich auswählen</translation>
  </message>
  <message>
   <source>Select a time and a band: hear, measure or separate it alone</source>
   <extracomment>tables</extracomment>
   <translation>Zeit und Band auswählen: allein hören, messen oder trennen</translation>
  </message>
  <message>
   <source>Select all m&amp;arks</source>
   <extracomment>tables</extracomment>
   <translation>Alle &amp;Markierungen auswählen</translation>
  </message>
  <message>
   <source>Select and change marks; drag on empty ground selects a time</source>
   <extracomment>tables</extracomment>
   <translation>Markierungen auswählen und ändern; Ziehen auf freiem Grund wählt eine Zeit aus</translation>
  </message>
  <message>
   <source>Separate afresh, with all boxes drawn</source>
   <extracomment>tables</extracomment>
   <translation>Neu trennen, mit allen gezeichneten Rechtecken</translation>
  </message>
  <message>
   <source>Show &amp;where it is unsure</source>
   <extracomment>tables</extracomment>
   <translation>Zeigen, &amp;wo sie unsicher ist</translation>
  </message>
  <message>
   <source>Show every hidden mark again</source>
   <extracomment>tables</extracomment>
   <translation>Jede ausgeblendete Markierung wieder einblenden</translation>
  </message>
  <message>
   <source>Show the &amp;log</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Protokoll zeigen</translation>
  </message>
  <message>
   <source>Show the selected stretch of time, or the selected region</source>
   <extracomment>tables</extracomment>
   <translation>Die ausgewählte Zeitspanne oder den ausgewählten Bereich zeigen</translation>
  </message>
  <message>
   <source>Show the whole recording</source>
   <extracomment>tables</extracomment>
   <translation>Die ganze Aufnahme zeigen</translation>
  </message>
  <message>
   <source>Show what was shown before</source>
   <extracomment>tables</extracomment>
   <translation>Zeigen, was zuvor zu sehen war</translation>
  </message>
  <message>
   <source>Show what was shown before going back</source>
   <extracomment>tables</extracomment>
   <translation>Zeigen, was vor dem Zurückgehen zu sehen war</translation>
  </message>
  <message>
   <source>Si&amp;milar</source>
   <extracomment>tables</extracomment>
   <translation>Ä&amp;hnlich</translation>
  </message>
  <message>
   <source>Smaller br&amp;ush</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Kleinerer Pinsel</translation>
  </message>
  <message>
   <source>Sound that several &amp;files share …</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Gemeinsamer Klang mehrerer Dateien …</translation>
  </message>
  <message>
   <source>Source &amp;1</source>
   <extracomment>tables</extracomment>
   <translation>Quelle &amp;1</translation>
  </message>
  <message>
   <source>Source &amp;2</source>
   <extracomment>tables</extracomment>
   <translation>Quelle &amp;2</translation>
  </message>
  <message>
   <source>Source &amp;3</source>
   <extracomment>tables</extracomment>
   <translation>Quelle &amp;3</translation>
  </message>
  <message>
   <source>Source &amp;4</source>
   <extracomment>tables</extracomment>
   <translation>Quelle &amp;4</translation>
  </message>
  <message>
   <source>Source &amp;5</source>
   <extracomment>tables</extracomment>
   <translation>Quelle &amp;5</translation>
  </message>
  <message>
   <source>Source &amp;6</source>
   <extracomment>tables</extracomment>
   <translation>Quelle &amp;6</translation>
  </message>
  <message>
   <source>Stems side b&amp;y side</source>
   <extracomment>tables</extracomment>
   <translation>Stems ne&amp;beneinander</translation>
  </message>
  <message>
   <source>Stop and keep what is reached</source>
   <extracomment>tables</extracomment>
   <translation>Anhalten und behalten, was erreicht ist</translation>
  </message>
  <message>
   <source>Take a watermark, jingle or hum out of two or more files together</source>
   <extracomment>tables</extracomment>
   <translation>Ein Wasserzeichen, einen Jingle oder ein Brummen aus zwei oder mehr Dateien gemeinsam entfernen</translation>
  </message>
  <message>
   <source>Take back what was said of a place, for every source</source>
   <extracomment>tables</extracomment>
   <translation>Zurücknehmen, was über eine Stelle gesagt wurde, für alle Quellen</translation>
  </message>
  <message>
   <source>Take it away with its marks; its sound goes to the others</source>
   <extracomment>tables</extracomment>
   <translation>Sie samt ihren Markierungen entfernen; ihr Klang geht an die anderen</translation>
  </message>
  <message>
   <source>Take the selected time or region away; Esc does the same</source>
   <extracomment>tables</extracomment>
   <translation>Die ausgewählte Zeit oder den Bereich aufheben; Esc tut dasselbe</translation>
  </message>
  <message>
   <source>The mixture and every stem above each other, on one time axis</source>
   <extracomment>tables</extracomment>
   <translation>Die Mischung und alle Stems übereinander, auf einer Zeitachse</translation>
  </message>
  <message>
   <source>The selection in numbers: edges, level, centroid</source>
   <extracomment>tables</extracomment>
   <translation>Die Auswahl in Zahlen: Grenzen, Pegel, Schwerpunkt</translation>
  </message>
  <message>
   <source>The session's file holds the recording too: larger, but complete on its own</source>
   <extracomment>tables</extracomment>
   <translation>Die Sitzungsdatei enthält auch die Aufnahme: größer, aber für sich vollständig</translation>
  </message>
  <message>
   <source>To compare while it plays: versions and mixture as loud as the present stems</source>
   <extracomment>tables</extracomment>
   <translation>Zum Vergleich während der Wiedergabe: Versionen und Mischung so laut wie die aktuellen Stems</translation>
  </message>
  <message>
   <source>To the &amp;end</source>
   <extracomment>tables</extracomment>
   <translation>Zum En&amp;de</translation>
  </message>
  <message>
   <source>To the s&amp;tart</source>
   <extracomment>tables</extracomment>
   <translation>Zum &amp;Anfang</translation>
  </message>
  <message>
   <source>Turn the page when the playhead leaves the picture</source>
   <extracomment>tables</extracomment>
   <translation>Umblättern, wenn die Abspielposition das Bild verlässt</translation>
  </message>
  <message>
   <source>Two of one, with half of its sound each until they are told apart</source>
   <extracomment>tables</extracomment>
   <translation>Zwei aus einer, jede mit der Hälfte des Klangs, bis sie unterschieden werden</translation>
  </message>
  <message>
   <source>Type a few letters of what you want to do</source>
   <extracomment>tables</extracomment>
   <translation>Tippen Sie ein paar Buchstaben von dem, was Sie tun möchten</translation>
  </message>
  <message>
   <source>Versions and &amp;history</source>
   <extracomment>tables</extracomment>
   <translation>Versionen und Verlau&amp;f</translation>
  </message>
  <message>
   <source>Versions to come back to, compare and export, and every step</source>
   <extracomment>tables</extracomment>
   <translation>Versionen zum Zurückkehren, Vergleichen und Exportieren, und jeder Schritt</translation>
  </message>
  <message>
   <source>What is where, beside the things themselves</source>
   <extracomment>tables</extracomment>
   <translation>Was wo ist, neben den Dingen selbst</translation>
  </message>
  <message>
   <source>What was not saved in the last week, after a crash or because you did not want it</source>
   <extracomment>tables</extracomment>
   <translation>Was in der letzten Woche nicht gespeichert wurde, nach einem Absturz oder weil Sie es nicht wollten</translation>
  </message>
  <message>
   <source>Write everything drawn to a file, for the command line or to be opened again</source>
   <extracomment>tables</extracomment>
   <translation>Alles Gezeichnete in eine Datei schreiben, für die Befehlszeile oder zum erneuten Öffnen</translation>
  </message>
  <message>
   <source>Write the stems to sound files</source>
   <extracomment>tables</extracomment>
   <translation>Die Stems in Audiodateien schreiben</translation>
  </message>
  <message>
   <source>Zoom &amp;in</source>
   <extracomment>tables</extracomment>
   <translation>&amp;Vergrößern</translation>
  </message>
  <message>
   <source>Zoom o&amp;ut</source>
   <extracomment>tables</extracomment>
   <translation>Verklei&amp;nern</translation>
  </message>
  <message>
   <source>Zoom to &amp;selection</source>
   <extracomment>tables</extracomment>
   <translation>Auf die &amp;Auswahl zoomen</translation>
  </message>
  <message>
   <source> before or after it</source>
   <extracomment>texture_panel</extracomment>
   <translation> davor oder danach</translation>
  </message>
  <message>
   <source> s</source>
   <extracomment>texture_panel</extracomment>
   <translation> s</translation>
  </message>
  <message>
   <source>Add as stem</source>
   <extracomment>texture_panel</extracomment>
   <translation>Als Stem hinzufügen</translation>
  </message>
  <message>
   <source>After the stretch</source>
   <extracomment>texture_panel</extracomment>
   <translation>Nach der Strecke</translation>
  </message>
  <message>
   <source>Another seed fits anew; the same one repeats it</source>
   <extracomment>texture_panel</extracomment>
   <translation>Ein anderer Startwert passt neu an; derselbe wiederholt es</translation>
  </message>
  <message>
   <source>Around it: </source>
   <extracomment>texture_panel</extracomment>
   <translation>Umgebung: </translation>
  </message>
  <message>
   <source>At least {least_seconds:g} s are needed</source>
   <extracomment>texture_panel</extracomment>
   <translation>Mindestens {least_seconds:g} s sind nötig</translation>
  </message>
  <message>
   <source>Choose a greater length than that of the stretch</source>
   <extracomment>texture_panel</extracomment>
   <translation>Wählen Sie eine größere Länge als die der Strecke</translation>
  </message>
  <message>
   <source>Drag across the picture with the arrow tool to select</source>
   <extracomment>texture_panel</extracomment>
   <translation>Zum Auswählen mit dem Pfeil über das Bild ziehen</translation>
  </message>
  <message>
   <source>Fill it from around</source>
   <extracomment>texture_panel</extracomment>
   <translation>Aus der Umgebung füllen</translation>
  </message>
  <message>
   <source>Filled {span}; seed {seed}, variation {variation}</source>
   <extracomment>texture_panel</extracomment>
   <translation>{span} gefüllt; Startwert {seed}, Variante {variation}</translation>
  </message>
  <message>
   <source>Fit a generator to the stretch and make new sound with it</source>
   <extracomment>texture_panel</extracomment>
   <translation>Einen Generator an die Strecke anpassen und damit neuen Klang erzeugen</translation>
  </message>
  <message>
   <source>Fitting {iteration} of {total}</source>
   <extracomment>texture_panel</extracomment>
   <translation>Anpassung {iteration} von {total}</translation>
  </message>
  <message>
   <source>From the playhead on</source>
   <extracomment>texture_panel</extracomment>
   <translation>Ab der Abspielposition</translation>
  </message>
  <message>
   <source>Go on although it is &amp;not steady</source>
   <extracomment>texture_panel</extracomment>
   <translation>Weitermachen, obwohl sie &amp;nicht gleichmäßig ist</translation>
  </message>
  <message>
   <source>Hear the filling in its place while it becomes better</source>
   <extracomment>texture_panel</extracomment>
   <translation>Die Füllung an ihrem Ort hören, während sie besser wird</translation>
  </message>
  <message>
   <source>Hear what was made</source>
   <extracomment>texture_panel</extracomment>
   <translation>Hören, was erzeugt wurde</translation>
  </message>
  <message>
   <source>Hear, mix and export what is new in it beside the recording’s stems</source>
   <extracomment>texture_panel</extracomment>
   <translation>Was daran neu ist, neben den Stems der Aufnahme hören, mischen und exportieren</translation>
  </message>
  <message>
   <source>Length</source>
   <extracomment>texture_panel</extracomment>
   <translation>Länge</translation>
  </message>
  <message>
   <source>Make</source>
   <extracomment>texture_panel</extracomment>
   <translation>Erzeugen</translation>
  </message>
  <message>
   <source>Make it longer</source>
   <extracomment>texture_panel</extracomment>
   <translation>Verlängern</translation>
  </message>
  <message>
   <source>Making sound</source>
   <extracomment>texture_panel</extracomment>
   <translation>Klang wird erzeugt</translation>
  </message>
  <message>
   <source>More of the selected stretch, or other sound in its place</source>
   <extracomment>texture_panel</extracomment>
   <translation>Mehr von der ausgewählten Strecke oder anderer Klang an ihrer Stelle</translation>
  </message>
  <message>
   <source>Of the whole, the selected stretch included</source>
   <extracomment>texture_panel</extracomment>
   <translation>Des Ganzen, einschließlich der ausgewählten Strecke</translation>
  </message>
  <message>
   <source>Other sound from the same fit, at once</source>
   <extracomment>texture_panel</extracomment>
   <translation>Anderer Klang aus derselben Anpassung, sofort</translation>
  </message>
  <message>
   <source>Progress of the texture</source>
   <extracomment>texture_panel</extracomment>
   <translation>Fortschritt der Textur</translation>
  </message>
  <message>
   <source>Rain, crowds and room tone hardly change; speech does</source>
   <extracomment>texture_panel</extracomment>
   <translation>Regen, Menschenmengen und Raumton ändern sich kaum; Sprache schon</translation>
  </message>
  <message>
   <source>Save it and go on with it in this window</source>
   <extracomment>texture_panel</extracomment>
   <translation>Speichern und in diesem Fenster damit weitermachen</translation>
  </message>
  <message>
   <source>Save it as a recording of its own</source>
   <extracomment>texture_panel</extracomment>
   <translation>Als eigene Aufnahme speichern</translation>
  </message>
  <message>
   <source>Save the texture</source>
   <extracomment>texture_panel</extracomment>
   <translation>Textur speichern</translation>
  </message>
  <message>
   <source>Save, open…</source>
   <extracomment>texture_panel</extracomment>
   <translation>Speichern, öffnen…</translation>
  </message>
  <message>
   <source>Saved {name}</source>
   <extracomment>texture_panel</extracomment>
   <translation>{name} gespeichert</translation>
  </message>
  <message>
   <source>Save…</source>
   <extracomment>texture_panel</extracomment>
   <translation>Speichern…</translation>
  </message>
  <message>
   <source>Select a stretch of time first</source>
   <extracomment>texture_panel</extracomment>
   <translation>Wählen Sie zuerst eine Zeitspanne aus</translation>
  </message>
  <message>
   <source>Selected stretch</source>
   <extracomment>texture_panel</extracomment>
   <translation>Ausgewählte Strecke</translation>
  </message>
  <message>
   <source>Starting …</source>
   <extracomment>texture_panel</extracomment>
   <translation>Wird gestartet …</translation>
  </message>
  <message>
   <source>Steadiness</source>
   <extracomment>texture_panel</extracomment>
   <translation>Gleichmäßigkeit</translation>
  </message>
  <message>
   <source>Stop; what was made before stays</source>
   <extracomment>texture_panel</extracomment>
   <translation>Anhalten; zuvor Erzeugtes bleibt</translation>
  </message>
  <message>
   <source>Stretch</source>
   <extracomment>texture_panel</extracomment>
   <translation>Strecke</translation>
  </message>
  <message>
   <source>Variation</source>
   <extracomment>texture_panel</extracomment>
   <translation>Variante</translation>
  </message>
  <message>
   <source>WAV (*.wav);;FLAC (*.flac);;AIFF (*.aiff)</source>
   <extracomment>texture_panel</extracomment>
   <translation>WAV (*.wav);;FLAC (*.flac);;AIFF (*.aiff)</translation>
  </message>
  <message>
   <source>{duration:g} s made; seed {seed}, variation {variation}</source>
   <extracomment>texture_panel</extracomment>
   <translation>{duration:g} s erzeugt; Startwert {seed}, Variante {variation}</translation>
  </message>
  <message>
   <source>{hours} h is too long; at most {most} h can be made</source>
   <extracomment>texture_panel</extracomment>
   <translation>{hours} h sind zu lang; höchstens {most} h sind möglich</translation>
  </message>
  <message>
   <source>{value:.2f} s to {value2:.2f} s</source>
   <extracomment>texture_panel</extracomment>
   <translation>{value:.2f} s bis {value2:.2f} s</translation>
  </message>
  <message>
   <source>{value:.2f} s to {value2:.2f} s, {value3:.2f} s long</source>
   <extracomment>texture_panel</extracomment>
   <translation>{value:.2f} s bis {value2:.2f} s, {value3:.2f} s lang</translation>
  </message>
  <message>
   <source>Picture of the texture</source>
   <extracomment>texture_picture</extracomment>
   <translation>Bild der Textur</translation>
  </message>
  <message>
   <source>What the generator makes appears here.</source>
   <extracomment>texture_picture</extracomment>
   <translation>Was der Generator macht, erscheint hier.</translation>
  </message>
  <message>
   <source>What the generator makes: the segments that it was given, those between them, and what follows</source>
   <extracomment>texture_picture</extracomment>
   <translation>Was der Generator erzeugt: die Abschnitte, die er bekam, die dazwischen und was folgt</translation>
  </message>
  <message>
   <source>extrapolated</source>
   <extracomment>texture_picture</extracomment>
   <translation>extrapoliert</translation>
  </message>
  <message>
   <source>given</source>
   <extracomment>texture_picture</extracomment>
   <translation>gegeben</translation>
  </message>
  <message>
   <source>interpolated</source>
   <extracomment>texture_picture</extracomment>
   <translation>interpoliert</translation>
  </message>
  <message>
   <source>Extend texture</source>
   <extracomment>texturing</extracomment>
   <translation>Textur verlängern</translation>
  </message>
  <message>
   <source>Fill gap</source>
   <extracomment>texturing</extracomment>
   <translation>Lücke füllen</translation>
  </message>
  <message>
   <source>It is too long to be kept as a stem: save it as a recording of its own.</source>
   <extracomment>texturing</extracomment>
   <translation>Es ist zu lang, um als Stem aufbewahrt zu werden: Speichern Sie es als eigene Aufnahme.</translation>
  </message>
  <message>
   <source>Nothing of it lies within the recording: add it from the playhead on, or save it as a recording of its own.</source>
   <extracomment>texturing</extracomment>
   <translation>Nichts davon liegt innerhalb der Aufnahme: Fügen Sie es ab der Abspielposition hinzu oder speichern Sie es als eigene Aufnahme.</translation>
  </message>
  <message>
   <source>The texture in this session cannot be read; make it again.</source>
   <extracomment>texturing</extracomment>
   <translation>Die Textur in dieser Sitzung ist nicht lesbar; erzeugen Sie sie neu.</translation>
  </message>
  <message>
   <source>The texture’s sound is not in the session; Make makes it again.</source>
   <extracomment>texturing</extracomment>
   <translation>Der Klang der Textur ist nicht in der Sitzung; Erzeugen macht ihn neu.</translation>
  </message>
  <message>
   <source>No tone stands out here: click a bright line.</source>
   <extracomment>tone_finder</extracomment>
   <translation>Hier hebt sich kein Ton ab: Klicken Sie auf eine helle Linie.</translation>
  </message>
  <message>
   <source>Draw for {name}</source>
   <extracomment>tool_bar</extracomment>
   <translation>Für {name} zeichnen</translation>
  </message>
  <message>
   <source>Tools</source>
   <extracomment>tool_bar</extracomment>
   <translation>Werkzeuge</translation>
  </message>
  <message>
   <source>Choose a source, take Activate ({key:tool_activate}) and drag a box over what is its sound; Deactivate ({key:tool_deactivate}) over what is not. Picture and sound follow at once, and what sounds alike elsewhere goes along. {key:undo} undoes all of it.</source>
   <extracomment>tour_steps</extracomment>
   <translation>Wählen Sie eine Quelle, nehmen Sie Zuweisen ({key:tool_activate}) und ziehen Sie ein Rechteck über das, was ihr Klang ist; Ausschließen ({key:tool_deactivate}) über das, was nicht dazugehört. Bild und Klang folgen sofort, und was anderswo ähnlich klingt, geht mit. {key:undo} macht alles rückgängig.</translation>
  </message>
  <message>
   <source>Every source has its row: {key:solo} hears it alone, {key:mute} without it, below are gain and pan. Give it a name. All stems together are always the recording again.</source>
   <extracomment>tour_steps</extracomment>
   <translation>Jede Quelle hat ihre Zeile: {key:solo} lässt sie allein hören, {key:mute} schaltet sie stumm, darunter sind Gain und Panorama. Geben Sie ihr einen Namen. Alle Stems zusammen sind immer wieder die Aufnahme.</translation>
  </message>
  <message>
   <source>Keep it</source>
   <extracomment>tour_steps</extracomment>
   <translation>Aufbewahren</translation>
  </message>
  <message>
   <source>Listen to each stem</source>
   <extracomment>tour_steps</extracomment>
   <translation>Jeden Stem anhören</translation>
  </message>
  <message>
   <source>Say what is wrong by drawing</source>
   <extracomment>tour_steps</extracomment>
   <translation>Durch Zeichnen sagen, was falsch ist</translation>
  </message>
  <message>
   <source>Separate divides the recording into as many sources as you say. It goes on improving while you watch and listen; Stop keeps what is reached.</source>
   <extracomment>tour_steps</extracomment>
   <translation>Trennen zerlegt die Aufnahme in so viele Quellen, wie Sie sagen. Das Ergebnis wird besser, während Sie zusehen und zuhören; Anhalten behält, was erreicht ist.</translation>
  </message>
  <message>
   <source>Take it apart</source>
   <extracomment>tour_steps</extracomment>
   <translation>Zerlegen</translation>
  </message>
  <message>
   <source>Time runs from left to right, low sounds are below, high ones above. In the demo a guitar and a blackbird sound together. {key:play} plays and stops; a click moves the playhead, the wheel zooms.</source>
   <extracomment>tour_steps</extracomment>
   <translation>Die Zeit läuft von links nach rechts, tiefe Klänge sind unten, hohe oben. In der Demo erklingen eine Gitarre und eine Amsel zusammen. {key:play} spielt ab und hält an; ein Klick versetzt die Abspielposition, das Mausrad zoomt.</translation>
  </message>
  <message>
   <source>What you hear, as a picture</source>
   <extracomment>tour_steps</extracomment>
   <translation>Was Sie hören, als Bild</translation>
  </message>
  <message>
   <source>{key:save} saves everything in one session, {key:export} exports the stems. {key:palette} finds any command by its words, {key:shortcuts} lists all keys. This tour is in the Help menu.</source>
   <extracomment>tour_steps</extracomment>
   <translation>{key:save} speichert alles in einer Sitzung, {key:export} exportiert die Stems. {key:palette} findet jeden Befehl nach seinen Wörtern, {key:shortcuts} zeigt alle Tasten. Dieser Rundgang steht im Menü Hilfe.</translation>
  </message>
  <message>
   <source>Hear the original instead of the stems, at the same level ({key:bypass})</source>
   <extracomment>transport</extracomment>
   <translation>Das Original statt der Stems hören, mit demselben Pegel ({key:bypass})</translation>
  </message>
  <message>
   <source>No sound</source>
   <extracomment>transport</extracomment>
   <translation>Kein Ton</translation>
  </message>
  <message>
   <source>Original</source>
   <extracomment>transport</extracomment>
   <translation>Original</translation>
  </message>
  <message>
   <source>Play or stop ({key:play})</source>
   <extracomment>transport</extracomment>
   <translation>Abspielen oder anhalten ({key:play})</translation>
  </message>
  <message>
   <source>Playhead and length.</source>
   <extracomment>transport</extracomment>
   <translation>Abspielposition und Länge.</translation>
  </message>
  <message>
   <source>Repeat the selected stretch of time, or everything ({key:loop})</source>
   <extracomment>transport</extracomment>
   <translation>Die ausgewählte Zeitspanne oder alles wiederholen ({key:loop})</translation>
  </message>
  <message>
   <source>Return to start</source>
   <extracomment>transport</extracomment>
   <translation>Zurück zum Anfang</translation>
  </message>
  <message>
   <source>To the start ({key:home})</source>
   <extracomment>transport</extracomment>
   <translation>Zum Anfang ({key:home})</translation>
  </message>
  <message>
   <source>Transport</source>
   <extracomment>transport</extracomment>
   <translation>Transport</translation>
  </message>
  <message>
   <source>A separation leaves a version here when it ends; Keep ({key:keep_version}) puts one by under a name.</source>
   <extracomment>version_panel</extracomment>
   <translation>Jede Trennung hinterlässt hier am Ende eine Version; Aufbewahren ({key:keep_version}) legt eine unter einem Namen ab.</translation>
  </message>
  <message>
   <source>As it was opened</source>
   <extracomment>version_panel</extracomment>
   <translation>Wie geöffnet</translation>
  </message>
  <message>
   <source>Click a step to go back or forward to it</source>
   <extracomment>version_panel</extracomment>
   <translation>Klicken Sie auf einen Schritt, um dorthin zurück- oder vorzugehen</translation>
  </message>
  <message>
   <source>Compare</source>
   <extracomment>version_panel</extracomment>
   <translation>Vergleichen</translation>
  </message>
  <message>
   <source>Double-click a name to change it.
In italics: what the last {runs} runs reached, up to {automatic} MB; the oldest goes, unless you name it.
The others stay until you delete them: the newest in memory, up to {kept} MB, older ones on the disk.</source>
   <extracomment>version_panel</extracomment>
   <translation>Doppelklick auf einen Namen ändert ihn.
Kursiv: was die letzten {runs} Läufe erreicht haben, bis zu {automatic} MB; die ältesten verschwinden, wenn Sie sie nicht benennen.
Die anderen bleiben, bis Sie sie löschen: die neuesten im Speicher, bis zu {kept} MB, ältere auf der Festplatte.</translation>
  </message>
  <message>
   <source>Export …</source>
   <extracomment>version_panel</extracomment>
   <translation>Exportieren …</translation>
  </message>
  <message>
   <source>Go back</source>
   <extracomment>version_panel</extracomment>
   <translation>Zurückgehen</translation>
  </message>
  <message>
   <source>Hear and see this version, as loud as the present stems, while it is pressed in</source>
   <extracomment>version_panel</extracomment>
   <translation>Diese Version hören und sehen, so laut wie die aktuellen Stems, solange die Taste gedrückt ist</translation>
  </message>
  <message>
   <source>History</source>
   <extracomment>version_panel</extracomment>
   <translation>Verlauf</translation>
  </message>
  <message>
   <source>Keep</source>
   <extracomment>version_panel</extracomment>
   <translation>Aufbewahren</translation>
  </message>
  <message>
   <source>Make everything as it was in this version</source>
   <extracomment>version_panel</extracomment>
   <translation>Alles so machen, wie es in dieser Version war</translation>
  </message>
  <message>
   <source>Put the present stems by, under a name ({key:keep_version})</source>
   <extracomment>version_panel</extracomment>
   <translation>Die aktuellen Stems unter einem Namen ablegen ({key:keep_version})</translation>
  </message>
  <message>
   <source>Take this version away; undo brings it back</source>
   <extracomment>version_panel</extracomment>
   <translation>Diese Version entfernen; Rückgängig bringt sie zurück</translation>
  </message>
  <message>
   <source>Version {value}</source>
   <extracomment>version_panel</extracomment>
   <translation>Version {value}</translation>
  </message>
  <message>
   <source>Version: {name}</source>
   <extracomment>version_panel</extracomment>
   <translation>Version: {name}</translation>
  </message>
  <message>
   <source>Write this version’s stems to sound files</source>
   <extracomment>version_panel</extracomment>
   <translation>Die Stems dieser Version in Audiodateien schreiben</translation>
  </message>
  <message>
   <source>{told}, on the disk</source>
   <extracomment>version_panel</extracomment>
   <translation>{told}, auf der Festplatte</translation>
  </message>
  <message>
   <source>{when}, {count} sources, {drawn}</source>
   <extracomment>version_panel</extracomment>
   <translation>{when}, {count} Quellen, {drawn}</translation>
  </message>
  <message>
   <source>All versions stay in memory, {count} MB: {reason} Delete some, or save the session.</source>
   <extracomment>version_store</extracomment>
   <translation>Alle Versionen bleiben im Speicher, {count} MB: {reason} Löschen Sie einige oder speichern Sie die Sitzung.</translation>
  </message>
  <message>
   <source>Delete “{name}”</source>
   <extracomment>versions</extracomment>
   <translation>„{name}“ löschen</translation>
  </message>
  <message>
   <source>Keep “{name}”</source>
   <extracomment>versions</extracomment>
   <translation>„{name}“ aufbewahren</translation>
  </message>
  <message>
   <source>Rename “{name}”</source>
   <extracomment>versions</extracomment>
   <translation>„{name}“ umbenennen</translation>
  </message>
 </context>
</TS>
