namespace Olla.LlmApi.Streaming;

/// <summary>Why a model stopped, as far as the APIs tell it apart.</summary>
public enum FinishReason
{
    /// <summary>The event does not end the answer.</summary>
    None,

    /// <summary>The model was done.</summary>
    Stop,

    /// <summary>The token limit was reached.</summary>
    Length,

    /// <summary>The model wants tools to be called.</summary>
    ToolCalls,

    /// <summary>Any other reason that the backend gave.</summary>
    Other,
}
