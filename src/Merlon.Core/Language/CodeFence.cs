namespace Merlon.Language;

/// <summary>Whether a text stands within a fence of code, three backticks or tildes at the start of a line.</summary>
struct CodeFence
{
    bool _isInLine;   // something else stands before on this line
    char _of;
    int _run;

    public bool IsOpen { get; private set; }

    public void Add(char c)
    {
        if (c == '\n')
        {
            (_isInLine, _run) = (false, 0);
            return;
        }

        if (_isInLine || (c is ' ' && _run == 0)) return;
        _run = _run == 0 || c == _of ? _run + 1 : 0;
        if (_run <= 1 && c is not ('`' or '~')) _isInLine = true;
        _of = c;
        if (_run < 3) return;

        IsOpen = !IsOpen;
        _isInLine = true;
    }
}
