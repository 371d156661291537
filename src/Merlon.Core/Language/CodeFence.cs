namespace Merlon.Language;

/// <summary>Whether a text stands within a fence of code, three backticks or tildes at the start of a line.</summary>
struct CodeFence
{
    bool _isInLine;   // something else stands before on this line
    char _of, _opener;
    int _run;

    public bool IsOpen { get; private set; }

    public void Add(char c)
    {
        if (c == '\n') (_isInLine, _run) = (false, 0);
        else if (!_isInLine && (c != ' ' || _run > 0)) Continue(c);
    }

    void Continue(char c)
    {
        _isInLine = c is not ('`' or '~') || (_run > 0 && c != _of);
        _of = c;
        if (_isInLine || ++_run < 3) return;

        _isInLine = true;
        if (IsOpen && c != _opener) return;

        (_opener, IsOpen) = (c, !IsOpen);
    }
}
