using System.Runtime.InteropServices;

namespace Merlon.Cli;

/// <summary>Whether somebody asked this program to end, by Ctrl+C or SIGTERM; it can then end in good order.</summary>
sealed class EndRequest : IDisposable
{
    readonly PosixSignalRegistration _interrupt, _terminate;
    readonly CancellationTokenSource _source = new();
    volatile bool _isMade;

    public EndRequest()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Make);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Make);
    }

    public bool IsMade => _isMade;

    /// <summary>Cancelled when it is made.</summary>
    public CancellationToken Token => _source.Token;

    /// <exception cref="OperationCanceledException">It was made; nothing more is to be read.</exception>
    public void Heed()
    {
        if (_isMade) throw new OperationCanceledException();
    }

    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    // Whoever asks a second time gets the system's own way to end.
    void Make(PosixSignalContext signal)
    {
        signal.Cancel = !_isMade;
        _isMade = true;
        _source.Cancel();
    }
}
